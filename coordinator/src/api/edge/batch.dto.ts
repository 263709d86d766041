import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsUUID } from 'class-validator';

const ID = '018f6b1e-7c00-7000-8000-000000000004';

/** What a deletion of many asks for. */
export class IdsDto {
  @ApiProperty({ type: [String], format: 'uuid', minItems: 1, maxItems: 100, example: [ID] })
  @IsArray({ message: 'ids must be a list' })
  @ArrayMinSize(1, { message: 'ids must have at least one entry' })
  @ArrayMaxSize(100, { message: 'ids must have at most 100 entries' })
  @IsUUID(undefined, { each: true, message: 'each of ids must be a UUID' })
  ids!: string[];
}

/** Those that were there and are gone now. */
export class DeletedIdsDto {
  @ApiProperty({ type: [String], example: [ID] }) deleted!: string[];
  @ApiProperty({ type: 'integer', example: 1 }) count!: number;
}

export class DeletedIdDto {
  @ApiProperty({ type: String, format: 'uuid', example: ID }) id!: string;
  @ApiProperty({ type: Boolean, example: true }) deleted!: boolean;
}
