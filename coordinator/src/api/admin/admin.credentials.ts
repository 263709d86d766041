import { applyDecorators } from '@nestjs/common';
import { ApiSecurity, ApiTags } from '@nestjs/swagger';
import { AdminOnly } from '../../auth/index.js';

/** The header x-admin-secret, and nothing else. */
export const AdminRoutes = () => applyDecorators(AdminOnly(), ApiSecurity('admin'), ApiTags('Admin'));
