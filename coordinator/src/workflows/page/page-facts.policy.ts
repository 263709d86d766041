import { htmlTokens, type HtmlToken } from './html-tokens.js';
import { pricesInJsonLd, pricesInText } from './prices.policy.js';

/** What a page says about itself. Absent facts are absent, lists may be empty. */
export interface PageFacts {
  url: string;
  title?: string;
  description?: string;
  siteName?: string;
  author?: string;
  language?: string;
  /** og:image, else the first picture. */
  image?: string;
  video?: string;
  images: string[];
  headings: { level: number; text: string }[];
  /** As written, such as "19.90 EUR" or "$5". */
  prices: string[];
  price?: string;
}

const MOST = { images: 40, headings: 40, prices: 20 };
const LONGEST = 500;
const LONGEST_URL = 2048;
/** Half of a surrogate pair, as cutting leaves behind; PostgreSQL takes none. */
const HALF_PAIR = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** Texts that no reader sees. */
const HIDDEN = new Set(['script', 'style', 'iframe', 'noembed', 'noframes', 'xmp', 'textarea']);

/** Reads the facts of an HTML page that was fetched from `url`. */
export function pageFacts(html: string, url: string): PageFacts {
  const reader = new PageReader(url);
  for (const token of htmlTokens(html)) reader.take(token);
  return reader.facts();
}

class PageReader {
  private readonly meta = new Map<string, string>();
  private readonly images = new Set<string>();
  private readonly prices = new Set<string>();
  private readonly headings: { level: number; text: string }[] = [];
  private heading: { level: number; text: string } | undefined;
  private title: string | undefined;
  private language: string | undefined;
  private base: string;
  private isJsonLd = false;

  constructor(private readonly url: string) {
    this.base = url;
  }

  take(token: HtmlToken): void {
    if (token.kind === 'open') this.open(token.name, token.attributes);
    else if (token.kind === 'raw') this.raw(token.name, token.text);
    else if (token.kind === 'text') this.text(token.text);
    else if (/^h[1-3]$/.test(token.name)) this.endHeading();
  }

  facts(): PageFacts {
    this.endHeading();
    const meta = (...names: string[]) => names.map((name) => this.meta.get(name)).find((text) => text);
    const og = this.absolute(meta('og:image', 'og:image:url', 'og:image:secure_url', 'twitter:image'));
    const images = [...new Set([...(og ? [og] : []), ...this.images])].slice(0, MOST.images);
    const prices = [...this.metaPrice(), ...this.prices].slice(0, MOST.prices);
    return {
      url: this.url,
      ...present('title', meta('og:title', 'twitter:title') ?? this.title ?? this.headings[0]?.text),
      ...present('description', meta('og:description', 'description', 'twitter:description')),
      ...present('siteName', meta('og:site_name', 'application-name') ?? hostOf(this.url)),
      ...present('author', meta('author', 'article:author')),
      ...present('language', this.language),
      ...present('image', images[0]),
      ...present('video', this.absolute(meta('og:video:secure_url', 'og:video', 'og:video:url'))),
      images,
      headings: this.headings,
      prices,
      ...present('price', prices[0]),
    };
  }

  private open(name: string, attributes: ReadonlyMap<string, string>): void {
    const level = /^h([1-3])$/.exec(name)?.[1];
    if (level) {
      this.endHeading();
      this.heading = { level: Number(level), text: '' };
    }
    this.itemPrice(attributes);
    if (name === 'meta') this.metaTag(attributes);
    else if (name === 'html') this.language ??= tidy(attributes.get('lang'))?.slice(0, 35);
    else if (name === 'base') this.base = this.absolute(attributes.get('href')) ?? this.base;
    else if (name === 'img') this.image(attributes);
    else if (name === 'script')
      this.isJsonLd = attributes.get('type')?.trim().toLowerCase() === 'application/ld+json';
    else if (name === 'br' || name === 'p') this.text(' ');
  }

  private metaTag(attributes: ReadonlyMap<string, string>): void {
    const name = (attributes.get('property') ?? attributes.get('name'))?.trim().toLowerCase();
    const content = tidy(attributes.get('content'));
    if (name && content && !this.meta.has(name) && this.meta.size < 200) this.meta.set(name, content);
  }

  private image(attributes: ReadonlyMap<string, string>): void {
    const source = attributes.get('src') || attributes.get('data-src');
    const found = this.images.size < MOST.images ? this.absolute(source) : undefined;
    if (found) this.images.add(found);
  }

  private itemPrice(attributes: ReadonlyMap<string, string>): void {
    if (attributes.get('itemprop')?.toLowerCase() === 'price') this.addPrice(attributes.get('content'));
  }

  private metaPrice(): string[] {
    const amount = this.meta.get('product:price:amount') ?? this.meta.get('og:price:amount');
    const currency = this.meta.get('product:price:currency') ?? this.meta.get('og:price:currency');
    return amount ? [`${amount} ${currency ?? ''}`.trim()] : [];
  }

  private raw(name: string, text: string): void {
    if (name === 'title') this.title ??= tidy(text);
    else if (name === 'script' && this.isJsonLd)
      pricesInJsonLd(text).forEach((price) => this.addPrice(price));
    else if (!HIDDEN.has(name)) this.text(text);
  }

  private text(text: string): void {
    if (this.heading && this.heading.text.length < LONGEST) this.heading.text += text.slice(0, LONGEST);
    if (this.prices.size < MOST.prices) pricesInText(text).forEach((price) => this.addPrice(price));
  }

  private addPrice(text: string | undefined): void {
    const price = tidy(text)?.slice(0, 40);
    if (price && this.prices.size < MOST.prices) this.prices.add(price);
  }

  private endHeading(): void {
    const text = tidy(this.heading?.text);
    if (this.heading && text && this.headings.length < MOST.headings)
      this.headings.push({ level: this.heading.level, text });
    this.heading = undefined;
  }

  /** http(s) only: javascript: and data: are no addresses to go on with. */
  private absolute(link: string | undefined): string | undefined {
    if (!link || link.length > LONGEST_URL) return undefined;
    const base = URL.canParse(this.base) ? this.base : this.url;
    if (!URL.canParse(link.trim(), base)) return undefined;
    const { protocol, href } = new URL(link.trim(), base);
    return /^https?:$/.test(protocol) && href.length <= LONGEST_URL ? href : undefined;
  }
}

/** One line, without control characters, of a sensible length; undefined when nothing is left. */
function tidy(text: string | undefined): string | undefined {
  const line = text
    ?.slice(0, 4 * LONGEST)
    .replace(/[\u0000-\u001f\u007f\s]+/g, ' ')
    .trim();
  return line ? line.slice(0, LONGEST).replace(HALF_PAIR, '') : undefined;
}

const hostOf = (url: string): string | undefined =>
  URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : undefined;

const present = <K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> =>
  value === undefined ? {} : ({ [key]: value } as Record<K, string>);
