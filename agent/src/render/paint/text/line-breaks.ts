import LineBreaker from 'linebreak';

/** Parts of a paragraph between which a line may end (UAX 14); their concatenation is the paragraph. */
export function unbreakableParts(paragraph: string): string[] {
  const breaker = new LineBreaker(paragraph);
  const parts: string[] = [];
  let from = 0;
  for (let next = breaker.nextBreak(); next; next = breaker.nextBreak()) {
    parts.push(paragraph.slice(from, next.position));
    from = next.position;
  }
  return parts.filter((part) => part !== '');
}
