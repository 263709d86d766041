import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

export class LoginDto {
  @ApiProperty({ type: String, example: 'owner@framefarm.local' })
  @IsString({ message: 'email must be a text' })
  @IsNotEmpty({ message: 'email is missing' })
  @MaxLength(320, { message: 'email must be a text of at most 320 characters' })
  email!: string;

  @ApiProperty({ type: String, example: 'the password from credentials.json' })
  @IsString({ message: 'password must be a text' })
  @IsNotEmpty({ message: 'password is missing' })
  @MaxLength(1024, { message: 'password must be a text of at most 1024 characters' })
  password!: string;
}

export class UserDto {
  @ApiProperty({ type: String, format: 'uuid', example: '018f6b1e-7c00-7000-8000-000000000001' })
  id!: string;

  @ApiProperty({ type: String, example: 'owner@framefarm.local' })
  email!: string;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'My farm' })
  name!: string | null;

  @ApiProperty({ enum: ['owner', 'admin', 'member'] })
  role!: string;
}

export class WorkspaceDto {
  @ApiProperty({ type: String, format: 'uuid', example: '018f6b1e-7c00-7000-8000-000000000001' })
  id!: string;

  @ApiProperty({ type: String, example: 'My farm' })
  name!: string;

  @ApiProperty({
    type: String,
    description: 'Signs the calls to the webhookUrl of a render (header X-ILVE-Signature).',
    example: 'whsec_…',
  })
  webhookSecret!: string;
}

export class SessionDto {
  @ApiProperty({
    type: String,
    description: 'Send it as `Authorization: Bearer …`.',
    example: 'eyJhbGciOiJIUzI1NiJ9…',
  })
  token!: string;

  @ApiProperty({ type: String, description: 'The same as `token`.', example: 'eyJhbGciOiJIUzI1NiJ9…' })
  accessToken!: string;

  @ApiProperty({ type: 'integer', description: 'Seconds.', example: 86400 })
  expiresIn!: number;

  @ApiProperty({ type: UserDto })
  user!: UserDto;

  @ApiProperty({ type: WorkspaceDto })
  workspace!: WorkspaceDto;
}
