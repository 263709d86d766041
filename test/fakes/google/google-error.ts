/** An error answer of a Google API. `reason` is the word of errors[0]. */
export class GoogleError extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }

  body(): object {
    const { status, reason, message } = this;
    return { error: { code: status, message, errors: [{ domain: 'global', reason, message }] } };
  }
}

type Json = Record<string, unknown>;

/** `fields=id,size,files(id,name)`: a partial response. Throws for a field that the object cannot have. */
export function onlyFields(whole: Json, fields: string | null, known = Object.keys(whole)): Json {
  if (fields === null || fields === '*') return whole;
  const picked: Json = {};
  for (const [, name = '', inner] of fields.matchAll(/([A-Za-z0-9]+)(?:\(([^)]*)\))?(?:,|$)/g)) {
    if (!known.includes(name))
      throw new GoogleError(400, 'invalidParameter', `Invalid field selection ${name}`);
    const value = whole[name];
    if (value === undefined) continue;
    picked[name] =
      inner !== undefined && Array.isArray(value)
        ? value.map((one) => onlyFields(one as Json, inner))
        : value;
  }
  return picked;
}
