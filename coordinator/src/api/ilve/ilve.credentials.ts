import { applyDecorators } from '@nestjs/common';
import { ApiBearerAuth, ApiSecurity } from '@nestjs/swagger';
import { Access, AccessExactly, Public } from '../../auth/index.js';

/** Which credentials a route of this dialect accepts (ilve-api.md 1.0): K/B, B, K, none. */
export const KeyOrBearer = () =>
  applyDecorators(Access(['key', 'bearer']), ApiSecurity('key'), ApiBearerAuth('bearer'));

/** People only; a workspace's key too while FRAMEFARM_KEYS_ON_BEARER_ROUTES is on (our extension). */
export const BearerOnly = () =>
  applyDecorators(Access(['bearer']), ApiBearerAuth('bearer'), ApiSecurity('key'));

/** People only, always: whoever holds a render key cannot read or change where a workspace's files go (T38). */
export const PeopleOnly = () => applyDecorators(AccessExactly(['bearer']), ApiBearerAuth('bearer'));

export const NoCredentials = () => Public();
