const SECRET_QUERY =
  /([?&](?:sig|signature|token|key|apikey|api_key|x-amz-[a-z-]+|password|code|state|upload_id|access_token|refresh_token|client_secret)=)[^&#\s]*/gi;
const USER_INFO = /(\b[a-z][a-z0-9+.-]*:\/\/)[^/\s@]+@/gi;

/** A URL (or a text with URLs) as it may be logged: no signatures, tokens or passwords. */
export function hideSecrets(text: string): string {
  return text.replace(SECRET_QUERY, '$1[hidden]').replace(USER_INFO, '$1[hidden]@');
}
