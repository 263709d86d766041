import { Injectable } from '@nestjs/common';
import { MasterKey } from '../platform/crypto/master-key.js';
import { SecretBox } from '../platform/crypto/secret-box.js';
import type { Integration, PlainConfig, SecretField } from './destination.types.js';

/** Seals and opens what may not lie in the database in clear. A sealed text is good for its own row and field only. */
@Injectable()
export class IntegrationSecrets {
  private readonly box: SecretBox;

  constructor(masterKey: MasterKey) {
    this.box = new SecretBox(masterKey.derive('destinations'));
  }

  sealAll(integrationId: string, secret: ReadonlyMap<SecretField, string>): Integration['secrets'] {
    return Object.fromEntries(
      [...secret].map(([field, text]) => [field, this.box.seal(text, placeOf(integrationId, field))]),
    );
  }

  /** Everything in clear, for a driver. A text that another master key sealed counts as missing. */
  open({ id, config, secrets }: Pick<Integration, 'id' | 'config' | 'secrets'>): PlainConfig {
    const opened: PlainConfig = { ...config };
    for (const [field, sealed] of Object.entries(secrets) as [SecretField, string][])
      try {
        opened[field] = this.box.open(sealed, placeOf(id, field));
      } catch {
        delete opened[field];
      }
    return opened;
  }

  sealSession(outputId: string, session: unknown): string {
    return this.box.seal(JSON.stringify(session), `outputs/${outputId}/session`);
  }

  /** Undefined when there is none, or none that can be read (another master key): the upload begins anew. */
  openSession(outputId: string, sealed: string | null): unknown {
    if (sealed === null) return undefined;
    try {
      return JSON.parse(this.box.open(sealed, `outputs/${outputId}/session`));
    } catch {
      return undefined;
    }
  }
}

const placeOf = (id: string, field: string): string => `integrations/${id}/${field}`;
