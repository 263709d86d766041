const LONGEST_PREFIX = 500;

/** How a render's own prefix and the integration's go together (FRAMEFARM_PREFIX_RULE). */
export type PrefixRule = 'override' | 'append';

/** `renders`, `/renders/` -> `renders/`; empty stays empty. */
export function tidyPrefix(prefix: string | undefined): string {
  const bare = (prefix ?? '')
    .trim()
    .replace(/\/{2,}/g, '/')
    .replace(/^\/|\/$/g, '');
  return bare === '' ? '' : `${bare}/`;
}

/** What is wrong with a prefix, or undefined. */
export function prefixProblem(prefix: string): string | undefined {
  if (prefix.length > LONGEST_PREFIX) return `may have at most ${LONGEST_PREFIX} characters`;
  if (/[\\\u0000-\u001f\u007f]/.test(prefix)) return 'may hold no backslash and no control characters';
  const parts = prefix.split('/');
  if (parts.includes('..') || parts.includes('.')) return 'may hold no "." or ".." part';
  return undefined;
}

/** The prefix of one render at one integration. `ofRender` undefined: the render says nothing. */
export function effectivePrefix(
  ofIntegration: string | undefined,
  ofRender: string | undefined,
  rule: PrefixRule,
): string {
  if (ofRender === undefined) return tidyPrefix(ofIntegration);
  return rule === 'override' ? tidyPrefix(ofRender) : tidyPrefix(ofIntegration) + tidyPrefix(ofRender);
}
