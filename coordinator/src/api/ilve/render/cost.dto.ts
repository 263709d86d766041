import { ApiProperty } from '@nestjs/swagger';
import { SCENE } from './render.dto.js';

export class CostRequestDto {
  @ApiProperty({ type: 'object', additionalProperties: true, example: SCENE })
  videoJSON!: object;
}

export class ResolutionDto {
  @ApiProperty({ type: 'integer', example: 1920 })
  width!: number;

  @ApiProperty({ type: 'integer', example: 1080 })
  height!: number;

  @ApiProperty({ type: String, example: '1920x1080' })
  label!: string;
}

export class CostTierDto {
  @ApiProperty({ type: String, example: 'enterprise' })
  tier!: string;

  @ApiProperty({ type: Number, example: 1_000_000 })
  credits_balance!: number;

  @ApiProperty({ type: Number, example: 1_000_000 })
  monthly_credits!: number;
}

export class CostDto {
  @ApiProperty({ type: Number, description: 'Credits.', example: 0.9 })
  cost!: number;

  @ApiProperty({ type: Number, description: 'Seconds.', example: 5 })
  estimatedDuration!: number;

  @ApiProperty({ type: ResolutionDto })
  resolution!: ResolutionDto;

  @ApiProperty({ type: 'integer', example: 30 })
  fps!: number;

  @ApiProperty({ type: CostTierDto, nullable: true })
  tier!: CostTierDto | null;
}

export class CreditsDto {
  @ApiProperty({ type: Number, example: 1_000_000 })
  balance!: number;

  @ApiProperty({ type: Number, example: 1_000_000 })
  monthly!: number;

  @ApiProperty({ type: Number, example: 1_000_000 })
  max!: number;
}

export class TierDto {
  @ApiProperty({ enum: ['free', 'starter', 'pro', 'business', 'enterprise'], example: 'enterprise' })
  tier!: string;

  @ApiProperty({ type: CreditsDto })
  credits!: CreditsDto;
}
