import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { FarmError } from '@farm/shared/errors';
import { AccessService, pickUsual } from '../../../auth/index.js';

/** Who calls a route that needs no credentials, when some are shown all the same. */
@Injectable()
export class Caller {
  constructor(private readonly access: AccessService) {}

  /** The workspace of valid credentials; undefined without any, and with such as are not valid. */
  async workspaceOf(request: Request): Promise<string | undefined> {
    const presented = pickUsual(request);
    if (!presented.key && !presented.bearer) return undefined;
    try {
      return (await this.access.need(['key', 'bearer'], presented, { whilePaused: true })).workspaceId;
    } catch (error) {
      if (error instanceof FarmError && error.status < 500) return undefined;
      throw error;
    }
  }
}
