import { createHmac } from 'node:crypto';

export const SIGNATURE_HEADER = 'X-ILVE-Signature';

/**
 * `t=<unix seconds>,v1=<hex>` over `<t>.<raw body>`, keyed with the whole secret, its `whsec_` included. No space
 * after the comma: the vendor's verifier does not trim. Signed anew for every try, because it refuses old stamps.
 */
export function sign(body: string, secret: string, unixSeconds: number): string {
  const mac = createHmac('sha256', secret).update(`${unixSeconds}.${body}`).digest('hex');
  return `t=${unixSeconds},v1=${mac}`;
}
