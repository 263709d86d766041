import { Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { issuesError, validationPipe } from '../../platform/http/validation.pipe.js';

/**
 * Checks a body against its DTO and leaves one big field out of it: a document of a megabyte is not for a class
 * transformer to copy, and must arrive word for word. Declare the parameter as `Readonly<Dto>`, so that the pipe for
 * all routes does not see the class.
 */
@Injectable()
export class DetachedBody implements PipeTransform<unknown, Promise<unknown>> {
  private readonly checks = validationPipe();

  constructor(
    private readonly dto: Type,
    private readonly field: string,
  ) {}

  async transform(body: unknown): Promise<unknown> {
    const given = typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};
    const { [this.field]: detached, ...rest } = given as Record<string, unknown>;
    if (detached !== undefined && !isObject(detached))
      throw issuesError([{ path: this.field, message: `${this.field} must be an object` }]);
    const checked = (await this.checks.transform(rest, { type: 'body', metatype: this.dto })) as object;
    return detached === undefined ? checked : Object.assign(checked, { [this.field]: detached });
  }
}

/** Null clears a field; PHP sends [] for {}. */
const isObject = (value: unknown): boolean =>
  typeof value === 'object' && (!Array.isArray(value) || value.length === 0);
