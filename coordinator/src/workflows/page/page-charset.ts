const DECLARED = /charset\s*=\s*["']?\s*([a-z0-9_-]{1,40})/i;
/** Browsers look for a declaration in the first kilobyte. */
const LOOK_AHEAD = 1024;

/** The bytes of a page as text: by the header, else by a declaration at its start, else UTF-8. */
export function decodePage(bytes: Buffer, contentType: string): string {
  const label =
    DECLARED.exec(contentType)?.[1] ?? DECLARED.exec(bytes.subarray(0, LOOK_AHEAD).toString('latin1'))?.[1];
  return decoderFor(label ?? 'utf-8').decode(bytes);
}

function decoderFor(label: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder();
  }
}
