import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { FarmError, type Issue } from '@farm/shared/errors';

/** Checks bodies and queries against their DTO: all problems in one error, unknown keys tolerated. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: false,
    forbidUnknownValues: false,
    stopAtFirstError: true,
    exceptionFactory: (errors) => issuesError(errors.flatMap((error) => toIssues(error, ''))),
  });
}

/** One 400 for all problems: the first one is the sentence, all are in details.issues. */
export function issuesError(
  issues: readonly Issue[],
  code: 'bad-request' | 'invalid-document' = 'bad-request',
): FarmError {
  const [first] = issues;
  const more = issues.length - 1;
  const sentence = first ? sentenceOf(first) : 'The request is not valid.';
  return new FarmError(code, more > 0 ? `${sentence} (and ${more} more)` : sentence, { details: { issues } });
}

/** Throws that error when there are any. */
export function refuseIssues(issues: readonly Issue[]): void {
  if (issues.length > 0) throw issuesError(issues);
}

function sentenceOf({ path, message }: Issue): string {
  const said = path === '' || message.includes(path) ? message : `${path}: ${message}`;
  return /[.!?)]$/.test(said) ? said : `${said}.`;
}

function toIssues(error: ValidationError, parent: string): Issue[] {
  const path = /^\d+$/.test(error.property) ? `${parent}[${error.property}]` : join(parent, error.property);
  const own = Object.values(error.constraints ?? {}).map((message) => ({ path, message }));
  return [...own, ...(error.children ?? []).flatMap((child) => toIssues(child, path))];
}

const join = (parent: string, name: string): string => (parent === '' ? name : `${parent}.${name}`);
