import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { FarmError } from '@farm/shared/errors';
import { isUuid } from '../crypto/ids.js';

/** Path parameter that must be a UUID: `@IdParam('id') id: string`. Anything else is 404, as for an unknown id. */
export const IdParam = createParamDecorator((name: string, context: ExecutionContext): string => {
  const value = context.switchToHttp().getRequest<Request>().params[name];
  if (!isUuid(value))
    throw new FarmError('not-found', `There is nothing with the id "${clip(String(value))}".`);
  return value.toLowerCase();
});

const clip = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
