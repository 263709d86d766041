import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';

/** `?page=2&limit=50` of every list; `readPaging` makes numbers of it. */
export class PageQueryDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, default: 1 })
  @IsOptional()
  @IsString({ message: 'page must be given once' })
  page?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 25 })
  @IsOptional()
  @IsString({ message: 'limit must be given once' })
  limit?: string;
}

/** What every page of a list says of itself. */
export class PageFactsDto {
  @ApiProperty({ type: 'integer', example: 1 }) total!: number;
  @ApiProperty({ type: 'integer', example: 1 }) page!: number;
  @ApiProperty({ type: 'integer', example: 25 }) limit!: number;
  @ApiProperty({ type: 'integer', example: 1 }) totalPages!: number;
}
