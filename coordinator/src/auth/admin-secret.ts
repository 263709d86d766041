import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { InjectConfig, type CoordinatorConfig } from '../platform/config/config.js';
import { sameText } from '../platform/crypto/token-hash.js';
import { readOrCreateSecret } from '../platform/secret-file.js';

/** DATA/admin-secret (0600): opens /v1/admin unless FRAMEFARM_ADMIN_SECRET is set. */
export const ADMIN_SECRET_FILE = 'admin-secret';

/** The secret of the farm's operator. */
@Injectable()
export class AdminSecret {
  private secret: string | undefined;

  constructor(@InjectConfig() private readonly config: CoordinatorConfig) {}

  /** Called before the port opens. */
  async prepare(): Promise<void> {
    const make = () => randomBytes(32).toString('base64url');
    this.secret =
      this.config.adminSecret ?? (await readOrCreateSecret(this.config.dataDir, ADMIN_SECRET_FILE, make));
  }

  /** Compared in constant time. */
  isRight(presented: string | undefined): boolean {
    const text = presented?.trim();
    return Boolean(text) && this.secret !== undefined && sameText(text ?? '', this.secret);
  }

  /** Passes when it is the right one. */
  need(presented: string | undefined): void {
    if (this.isRight(presented)) return;
    const why = presented?.trim()
      ? 'The admin secret is wrong.'
      : 'This route is for the operator of the farm.';
    throw new FarmError(
      'unauthorized',
      `${why} Send the text of FRAMEFARM_ADMIN_SECRET, or of the file ${ADMIN_SECRET_FILE} in the data folder, ` +
        'in the header x-admin-secret.',
    );
  }
}
