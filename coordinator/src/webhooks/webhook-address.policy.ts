/** One spelling for one address, to compare by: `https://x.example` and `https://X.example/#a` are the same receiver. */
export function webhookAddress(url: string): string {
  const parsed = new URL(url);
  parsed.hash = '';
  return parsed.href;
}
