import { ApiProperty } from '@nestjs/swagger';

const ID = '018f6b1e-7c00-7000-8000-000000000003';

export class WaitReasonDto {
  @ApiProperty({
    enum: [
      'scheduled',
      'backoff',
      'farm-paused',
      'workspace-paused',
      'no-agents',
      'missing-label',
      'no-capable-agent',
      'engine-quarantined',
      'maintenance',
      'agents-not-accepting',
      'all-slots-taken',
      'workspace-cap',
      'behind-own-work',
      'behind-other-workspaces',
      'starting',
    ],
    example: 'all-slots-taken',
  })
  code!: string;

  @ApiProperty({ type: String, example: 'All 2 slots that fit are taken, on 2 agents.' })
  message!: string;
}

export class WaitingOrderDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  orderId!: string;

  @ApiProperty({
    enum: ['whole', 'plan', 'chunk', 'audio', 'stitch', 'tool', 'inspect', 'deliver'],
    example: 'whole',
  })
  kind!: string;

  @ApiProperty({
    type: 'integer',
    description: 'Orders of this kind that wait for the same; the first of them is named.',
    example: 1,
  })
  count!: number;

  @ApiProperty({ type: [WaitReasonDto] })
  reasons!: WaitReasonDto[];
}

export class WhyDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID })
  jobId!: string;

  @ApiProperty({ type: String, example: 'pending' })
  status!: string;

  @ApiProperty({
    type: Boolean,
    description: 'False: everything of it runs, or it has ended.',
    example: true,
  })
  waiting!: boolean;

  @ApiProperty({
    type: [WaitingOrderDto],
    description: 'What waits, each with the most telling reason first.',
  })
  orders!: WaitingOrderDto[];
}
