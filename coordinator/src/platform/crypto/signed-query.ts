import { createHmac } from 'node:crypto';
import { sameText } from './token-hash.js';

export type SignedFacts = Record<string, string>;

/** What was wrong with a signed URL. */
export type SignatureProblem = 'missing' | 'expired' | 'wrong';

/**
 * Signs and checks the query of a URL: HMAC-SHA256 over method, subject (the one object it names) and every fact,
 * the expiry among them. Multi-use until it expires.
 */
export class QuerySigner {
  constructor(private readonly key: Buffer) {}

  /** The query text: the facts, `expires` (seconds since the epoch) and `sig`. */
  sign(method: string, subject: string, expires: number, facts: SignedFacts = {}): string {
    const all = { ...facts, expires: String(expires) };
    return new URLSearchParams({ ...all, sig: this.mac(method, subject, all) }).toString();
  }

  /** Undefined when the query is in order. Every parameter except `sig` is covered, so none can be added. */
  check(method: string, subject: string, query: SignedFacts, nowMs: number): SignatureProblem | undefined {
    const { sig, ...facts } = query;
    if (!sig || !facts.expires) return 'missing';
    if (!sameText(sig, this.mac(method, subject, facts))) return 'wrong';
    return Number(facts.expires) * 1000 < nowMs ? 'expired' : undefined;
  }

  private mac(method: string, subject: string, facts: SignedFacts): string {
    const lines = Object.keys(facts)
      .sort()
      .map((name) => `${name}=${encodeURIComponent(facts[name] ?? '')}`);
    return createHmac('sha256', this.key)
      .update([method, encodeURIComponent(subject), ...lines].join('\n'))
      .digest('base64url');
  }
}
