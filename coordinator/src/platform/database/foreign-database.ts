import pg from 'pg';

/** The oldest PostgreSQL that the migrations are tested on. */
const OLDEST_MAJOR = 15;
const CONNECT_MS = 10_000;

/** Nobody answers: worth another try later. */
const AWAY = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT'];
/** PostgreSQL itself is starting, stopping or full. */
const BUSY = /^(57P|53)/;

/** The server of DATABASE_URL cannot be used. `passing`: it may be there a moment later. */
export class DatabaseUnusable extends Error {
  constructor(
    place: string,
    cause: Error & { code?: string },
    readonly passing: boolean,
  ) {
    const advice = passing
      ? 'Start it, or correct DATABASE_URL'
      : 'Correct DATABASE_URL, or create what is missing';
    super(`The database ${place} cannot be used: ${cause.message || cause.code}. ${advice}.`, { cause });
    this.name = 'DatabaseUnusable';
  }
}

/** Proves once, before anything else starts, that the server answers and is new enough. */
export async function checkForeignDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(
      "SELECT current_setting('server_version') AS version",
    );
    const version = rows[0]?.version ?? '';
    if (Number.parseInt(version, 10) < OLDEST_MAJOR)
      throw new Error(`it is PostgreSQL ${version}, and ${OLDEST_MAJOR} or later is needed`);
  } catch (error) {
    const code = codeOf(error);
    throw new DatabaseUnusable(placeOf(url), error as Error, AWAY.includes(code) || BUSY.test(code));
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A name with several addresses fails with all of their errors. */
function codeOf(error: unknown): string {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  return String((first as { code?: unknown } | undefined)?.code ?? '');
}

/** Where it is, without the password. */
function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'of DATABASE_URL';
  const { host, pathname } = new URL(url);
  return `${pathname.slice(1) || 'of DATABASE_URL'} at ${host || 'its socket'}`;
}
