/** RFC 6266: a plain name for old clients, the true one in UTF-8. */
export function dispositionOf({ fileName, inline }: { fileName: string; inline: boolean }): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\]/g, '_');
  const kind = inline ? 'inline' : 'attachment';
  const full = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return plain === fileName
    ? `${kind}; filename="${plain}"`
    : `${kind}; filename="${plain}"; filename*=UTF-8''${full}`;
}
