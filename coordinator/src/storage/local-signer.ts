import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { MasterKey } from '../platform/crypto/master-key.js';
import { QuerySigner, type SignatureProblem, type SignedFacts } from '../platform/crypto/signed-query.js';

/** Where the coordinator serves the objects of the local folder. */
export const FILES_PATH = '/files';

/** Signs `/files/<key>?…` and checks such requests. */
@Injectable()
export class LocalSigner {
  private readonly signer: QuerySigner;

  constructor(
    masterKey: MasterKey,
    private readonly clock: Clock,
  ) {
    this.signer = new QuerySigner(masterKey.derive('files'));
  }

  url(method: 'GET' | 'PUT', key: string, ttl: number, facts: SignedFacts = {}): string {
    const path = key.split('/').map(encodeURIComponent).join('/');
    const expires = Math.floor(this.clock.now() / 1000) + ttl;
    return `${FILES_PATH}/${path}?${this.signer.sign(method, key, expires, facts)}`;
  }

  check(method: 'GET' | 'PUT', key: string, query: SignedFacts): SignatureProblem | undefined {
    return this.signer.check(method, key, query, this.clock.now());
  }
}
