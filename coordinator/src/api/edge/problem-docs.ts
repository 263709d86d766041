import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { ProblemDto } from './problem.dto.js';

const MEANING: Record<number, string> = {
  400: 'The request is not valid; details.issues lists every problem.',
  401: 'Credentials are missing or not valid.',
  402: 'The quota of the workspace does not allow this.',
  403: 'The credentials are valid but their role does not allow this.',
  404: 'There is no such thing in this workspace.',
  409: 'The state of the thing does not allow this.',
  413: 'The body is larger than the limit.',
  429: 'Too many requests; see Retry-After.',
  503: 'The farm is starting, stopping or has no storage.',
};

/** Documents the error answers of a route: `@Problems(400, 404)`. */
export const Problems = (...statuses: number[]) =>
  applyDecorators(
    ...statuses.map((status) =>
      ApiResponse({ status, description: MEANING[status] ?? '', type: ProblemDto }),
    ),
  );
