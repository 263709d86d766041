import { decodePage } from './page-charset.js';
import { pageFacts } from './page-facts.policy.js';
import { pricesInJsonLd, pricesInText } from './prices.policy.js';

const URL = 'https://shop.example/a/b?c';
const facts = (html: string) => pageFacts(html, URL);

test('the facts of an ordinary page', () =>
  expect(
    facts(`<!doctype html><html lang="de"><head><title>Title &amp; more</title>
      <meta name="description" content='Says &quot;hello&quot;'><meta property=og:site_name content=Shop>
      <base href="/base/"></head><body><!-- <h1>no</h1> --><h1>One <b>two</b></h1><img src=a.png alt="a > b">
      <img src="javascript:x"><img data-src="//cdn.example/b.png"><script>var a = "<h2>no</h2> $5";</script>
      <h2>Sub</h2><p>Now $19.90, was 1.299,00 €.</p></body></html>`),
  ).toEqual({
    url: URL,
    title: 'Title & more',
    description: 'Says "hello"',
    siteName: 'Shop',
    language: 'de',
    image: 'https://shop.example/base/a.png',
    images: ['https://shop.example/base/a.png', 'https://cdn.example/b.png'],
    headings: [
      { level: 1, text: 'One two' },
      { level: 2, text: 'Sub' },
    ],
    prices: ['$19.90', '1.299,00 €'],
    price: '$19.90',
  }));

test('og: wins over title, product:price over texts, JSON-LD is read', () => {
  const found = facts(`<title>T</title><meta property="og:title" content="OG"><p>$1</p>
    <meta property="og:image" content="https://x.example/og.jpg"><img src="https://x.example/1.jpg">
    <meta property="product:price:amount" content="9.99"><meta property="product:price:currency" content="EUR">
    <script type="application/ld+json">{"@type":"Product","offers":[{"price":12.5,"priceCurrency":"USD"}]}</script>`);
  expect(found).toMatchObject({ title: 'OG', image: 'https://x.example/og.jpg', price: '9.99 EUR' });
  expect(found.prices).toEqual(['9.99 EUR', '$1', '12.5 USD']);
});

test.each([
  '<',
  '<a',
  '<a href="',
  '<!--',
  '<script>',
  '<title',
  '</',
  '<?',
  '<a b=>',
  '<a =x ==y>',
  '<h1>never closed',
  '&#0;&#xD800;&#x110000;&bogus;&amp',
  '<meta content="\u0000" name="description">',
])('%j is no trouble', (html) => {
  expect(JSON.stringify(facts(html))).not.toMatch(/\\u0000|\\ud8/);
});

test.each<[string, string]>([
  ['openings', '<'.repeat(2_000_000)],
  ['tags', '<a '.repeat(600_000)],
  ['attributes', `<a ${'b=c '.repeat(500_000)}`],
  ['quotes', `<a ${'b="'.repeat(600_000)}`],
  ['comments', '<!--'.repeat(500_000)],
  ['scripts', '<script>'.repeat(250_000)],
  ['ends', '</script'.repeat(250_000)],
  ['entities', '&#x'.repeat(600_000)],
  ['digits', '$1,'.repeat(600_000)],
  ['spaces', `<a b${' '.repeat(2_000_000)}`],
])('two megabytes of %s are read in one go', (_name, html) => {
  expect(facts(html).url).toBe(URL);
});

test('prices', () => {
  expect(pricesInText('from €5 to EUR 1,000.50 or 12 USD, not 2024 or $abc')).toEqual([
    '€5',
    'EUR 1,000.50',
    '12 USD',
  ]);
  expect(pricesInJsonLd('{broken')).toEqual([]);
});

test('letters by header, by declaration, else UTF-8', () => {
  expect(decodePage(Buffer.from([0xe4]), 'text/html; charset=iso-8859-1')).toBe('ä');
  expect(decodePage(Buffer.from('<meta charset="windows-1252">\xe4', 'latin1'), 'text/html')).toContain('ä');
  expect(decodePage(Buffer.from('ä'), 'text/html; charset=nonsense')).toBe('ä');
});
