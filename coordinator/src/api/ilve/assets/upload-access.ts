import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { FarmError } from '@farm/shared/errors';
import { AssetUploadsService } from '../../../assets/index.js';
import { AccessService, isRead, pickUsual } from '../../../auth/index.js';

/** Who may upload: whoever holds the signed URL of this asset, or a caller of its workspace. */
@Injectable()
export class UploadAccess {
  constructor(
    private readonly uploads: AssetUploadsService,
    private readonly access: AccessService,
  ) {}

  /** The workspace to look in; undefined: the URL itself names and opens this one asset. */
  async workspaceOf(assetId: string, request: Request): Promise<string | undefined> {
    const query = Object.fromEntries(
      Object.entries(request.query).map(([name, value]) => [name, String(value)]),
    );
    const problem = this.uploads.checkQuery(assetId, query);
    if (problem === undefined) return undefined;
    const presented = pickUsual(request);
    if (problem !== 'missing' && !presented.key && !presented.bearer)
      throw new FarmError(
        'unauthorized',
        `This upload URL ${problem === 'expired' ? 'has expired' : 'is not one of ours'}; ask POST /v1/assets/upload-url for a new one.`,
      );
    const principal = await this.access.need(['bearer'], presented, {
      whilePaused: isRead(request.method),
    });
    return principal.workspaceId;
  }
}
