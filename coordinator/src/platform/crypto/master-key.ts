import { hkdfSync, randomBytes } from 'node:crypto';
import { readOrCreateSecret } from '../secret-file.js';

/** One secret from which every other key is derived; `FRAMEFARM_SECRET_KEY`, or DATA/secret.key made at first start. */
export class MasterKey {
  private constructor(private readonly secret: Buffer) {}

  static of(secret: string): MasterKey {
    return new MasterKey(Buffer.from(secret, 'utf8'));
  }

  static async load(dataDir: string, configured?: string): Promise<MasterKey> {
    if (configured !== undefined) return MasterKey.of(configured);
    return MasterKey.of(
      await readOrCreateSecret(dataDir, 'secret.key', () => randomBytes(48).toString('base64url')),
    );
  }

  /** 32 bytes for one purpose; different purposes cannot be told from each other. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.secret, '', `framefarm:${purpose}`, 32));
  }
}
