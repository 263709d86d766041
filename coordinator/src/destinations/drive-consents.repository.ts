import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { LessThan, type Repository } from 'typeorm';
import type { Principal } from '../auth/index.js';
import { DriveConsentEntity } from './drive-consent.entity.js';

export interface DriveConsent {
  stateHash: string;
  workspaceId: string;
  redirectUri: string;
  askedBy: Principal;
  expiresAt: Date;
}

/** Open questions to Google. */
@Injectable()
export class DriveConsentsRepository {
  constructor(@InjectRepository(DriveConsentEntity) private readonly rows: Repository<DriveConsentEntity>) {}

  /** Forgets expired ones on the way. */
  async insert(consent: DriveConsent, now: Date): Promise<void> {
    await this.rows.delete({ expiresAt: LessThan(now) });
    await this.rows.insert({ ...consent });
  }

  /** Takes it away: a state is good once, even when two answers come at the same moment. */
  async take(stateHash: string): Promise<DriveConsent | undefined> {
    const [taken] = (await this.rows.manager.query(
      `DELETE FROM drive_consents WHERE state_hash = $1
       RETURNING state_hash AS "stateHash", workspace_id AS "workspaceId", redirect_uri AS "redirectUri",
         asked_by AS "askedBy", expires_at AS "expiresAt"`,
      [stateHash],
    )) as [DriveConsent[], number];
    return taken[0];
  }
}
