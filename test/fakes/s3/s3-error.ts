/** An error answer of S3: HTTP status and the code of its XML. */
export class S3Error extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replace(/[&<>"]/g, (char) => ENTITIES[char] ?? char);

type Node = string | number | boolean | undefined | Element | Node[];
interface Element {
  [name: string]: Node;
}

/** `{Name: value}` as XML; a list repeats its name. */
export function toXml(node: Node, name?: string): string {
  if (node === undefined) return '';
  if (Array.isArray(node)) return node.map((one) => toXml(one, name)).join('');
  const inner =
    typeof node === 'object'
      ? Object.entries(node)
          .map(([key, value]) => toXml(value, key))
          .join('')
      : escape(String(node));
  return name === undefined ? inner : `<${name}>${inner}</${name}>`;
}

export const xmlDocument = (root: Element): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${toXml(root)}`;

/** The texts of every `<name>` in a document. */
export function textsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, 'g'))].map(([, text = '']) =>
    text
      .replace(/&quot;|&#34;/g, '"')
      .replace(/&apos;|&#39;/g, "'")
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&amp;/g, '&')
      .trim(),
  );
}
