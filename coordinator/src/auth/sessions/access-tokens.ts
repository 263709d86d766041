import { Injectable } from '@nestjs/common';
import { jwtVerify, SignJWT } from 'jose';
import { Clock } from '../../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../../platform/config/config.js';
import { isUuid } from '../../platform/crypto/ids.js';
import { MasterKey } from '../../platform/crypto/master-key.js';
import type { Role } from '../principal.js';

const ISSUER = 'framefarm';

/** Whom a token names. The role in it is for reading only: the row says which role the person has now. */
export interface TokenFacts {
  userId: string;
  workspaceId: string;
  sessionId: string;
}

/** Makes and reads the short-lived tokens of people (JWT, HS256 under a key of their own). */
@Injectable()
export class AccessTokens {
  private readonly key: Uint8Array;

  constructor(
    private readonly clock: Clock,
    @InjectConfig() private readonly config: CoordinatorConfig,
    masterKey: MasterKey,
  ) {
    this.key = masterKey.derive('sessions');
  }

  /** `expiresIn` is in seconds. */
  async make(facts: TokenFacts & { role: Role }): Promise<{ token: string; expiresIn: number }> {
    const now = Math.floor(this.clock.now() / 1000);
    const expiresIn = this.config.accessTtl;
    const token = await new SignJWT({
      workspaceId: facts.workspaceId,
      sid: facts.sessionId,
      role: facts.role,
    })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(ISSUER)
      .setSubject(facts.userId)
      .setIssuedAt(now)
      .setExpirationTime(now + expiresIn)
      .sign(this.key);
    return { token, expiresIn };
  }

  /** Undefined: not one of ours, or expired. */
  async read(token: string): Promise<TokenFacts | undefined> {
    const payload = await this.payloadOf(token);
    const { sub: userId, workspaceId, sid: sessionId } = payload ?? {};
    return isUuid(userId) && isUuid(workspaceId) && isUuid(sessionId)
      ? { userId, workspaceId, sessionId }
      : undefined;
  }

  private async payloadOf(token: string) {
    try {
      const checks = { algorithms: ['HS256'], issuer: ISSUER, currentDate: this.clock.date() };
      return (await jwtVerify(token, this.key, checks)).payload;
    } catch {
      return undefined;
    }
  }
}
