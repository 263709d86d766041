/** A data: URL that cannot be used; the sentence is for the customer. */
export class BadDataUrl extends Error {
  constructor(
    message: string,
    readonly tooLarge = false,
  ) {
    super(message);
    this.name = 'BadDataUrl';
  }
}

/** Decodes `data:[type][;base64],…` to bytes, at most `maxBytes` of them. */
export function decodeDataUrl(url: string, maxBytes: number): Buffer {
  const comma = url.indexOf(',');
  if (!/^data:/i.test(url) || comma < 0)
    throw new BadDataUrl('it is not a data: URL (data:<type>;base64,<bytes>)');
  const base64 = /;\s*base64\s*$/i.test(url.slice(5, comma));
  const body = url.slice(comma + 1);
  const tooLarge = (): BadDataUrl => new BadDataUrl(`it holds more than ${maxBytes} bytes`, true);
  // Three bytes of text hold at least one byte, percent-encoded; base64 four hold three.
  if (body.length > maxBytes * 3 + 4) throw tooLarge();
  const bytes = base64 ? fromBase64(body) : fromPercent(body);
  if (bytes.length === 0) throw new BadDataUrl('it holds no bytes');
  if (bytes.length > maxBytes) throw tooLarge();
  return bytes;
}

function fromBase64(body: string): Buffer {
  const text = body.includes('%') ? fromPercent(body).toString('latin1') : body;
  const clean = text.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(clean))
    throw new BadDataUrl('its base64 holds characters that do not belong there');
  return Buffer.from(clean, 'base64');
}

/** Bytes of a percent-encoded text; a stray % is refused. */
function fromPercent(body: string): Buffer {
  if (/%(?![0-9a-f]{2})/i.test(body))
    throw new BadDataUrl('it holds a % that is not followed by two hex digits');
  const latin = Buffer.from(body, 'utf8').toString('latin1');
  return Buffer.from(
    latin.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );
}
