import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * Stored secrets (integration credentials, webhook secrets): AES-256-GCM, a random 96-bit nonce each.
 * `place` (table, row id and field) is authenticated, so a sealed value cannot be moved to another row.
 * Form: `v1.<nonce>.<tag>.<text>`, base64url; `v1` names the key, for rotation.
 */
export class SecretBox {
  constructor(private readonly key: Buffer) {}

  seal(text: string, place: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    cipher.setAAD(Buffer.from(place));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return ['v1', ...[nonce, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))].join(
      '.',
    );
  }

  /** Throws when the value was changed, moved or sealed with another key. */
  open(sealed: string, place: string): string {
    const [version, nonce, tag, text] = sealed.split('.');
    if (version !== 'v1' || !nonce || !tag || text === undefined)
      throw new Error('The stored secret is not readable.');
    const decipher = createDecipheriv('aes-256-gcm', this.key, Buffer.from(nonce, 'base64url'));
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString(
      'utf8',
    );
  }
}
