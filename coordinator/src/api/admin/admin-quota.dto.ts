import { ApiProperty } from '@nestjs/swagger';
import { IsNumber, Max, Min, ValidateIf } from 'class-validator';

const TIME = '2026-12-01T00:00:00.000Z';
const MESSAGE = {
  message: 'monthlyCredits must be a number of credits, 0 to a billion, or null for no limit',
};

export class AdminSetQuotaDto {
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Credits a calendar month (UTC); null is no limit.',
    example: 500,
  })
  @ValidateIf((_, value) => value !== null)
  @IsNumber({ maxDecimalPlaces: 2 }, MESSAGE)
  @Min(0, MESSAGE)
  @Max(1_000_000_000, MESSAGE)
  monthlyCredits!: number | null;
}

export class AdminQuotaDto {
  @ApiProperty({ type: Number, nullable: true, description: 'Null is no limit.', example: 500 })
  monthlyCredits!: number | null;

  @ApiProperty({ type: Number, description: 'Credits used and reserved this month.', example: 12.5 })
  used!: number;

  @ApiProperty({ type: Number, description: 'A large constant without a quota.', example: 487.5 })
  balance!: number;

  @ApiProperty({ type: String, format: 'date-time', example: TIME })
  resetsAt!: string;
}
