import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/**
 * Handler parameter: a header that may be absent. Nest's own decorator would put it into the OpenAPI document as
 * required, and generated clients would then insist on it.
 */
export const RequestHeader = createParamDecorator((name: string, context: ExecutionContext) =>
  context.switchToHttp().getRequest<Request>().get(name),
);
