const MOST_PER_TEXT = 20;
const LONGEST_TEXT = 4000;
/** All repetitions are bounded, so that no text makes the search slow. */
const AMOUNT = String.raw`\d{1,3}(?:[.,'\u00a0 ]\d{3}){0,3}(?:[.,]\d{1,2})?`;
const PRICE = new RegExp(
  String.raw`(?:[$€£¥₹]|\b(?:USD|EUR|GBP|CHF|JPY|INR)) ?${AMOUNT}(?!\d)|(?<![\d.,])${AMOUNT} ?(?:[€£¥₹]|(?:USD|EUR|GBP|CHF|JPY|INR)\b)`,
  'g',
);

/** Price-like words of a text, as written: "$19.90", "1.299 €". */
export function pricesInText(text: string): string[] {
  return [...text.slice(0, LONGEST_TEXT).matchAll(PRICE)].slice(0, MOST_PER_TEXT).map(([price]) => price);
}

/** Prices of schema.org offers in a JSON-LD script; broken JSON has none. */
export function pricesInJsonLd(text: string): string[] {
  let row: unknown[];
  try {
    row = [JSON.parse(text) as unknown];
  } catch {
    return [];
  }
  const prices: string[] = [];
  // Level by level: depth costs no stack, and offers are never deep.
  for (let level = 0; level < 8 && row.length > 0; level++) {
    const objects = row.filter(
      (one): one is Record<string, unknown> => typeof one === 'object' && one !== null,
    );
    for (const one of objects) {
      const price = one.price ?? one.lowPrice;
      if (typeof price === 'number' || (typeof price === 'string' && price.trim() !== ''))
        prices.push(`${price} ${typeof one.priceCurrency === 'string' ? one.priceCurrency : ''}`.trim());
    }
    row = objects.flatMap((one) => Object.values(one)).slice(0, 5000);
  }
  return prices.slice(0, MOST_PER_TEXT);
}
