import { CliError } from '../cli-error.js';
import type { FarmClient } from './farm-client.js';

export interface User {
  id: string;
  email: string;
  name: string | null;
  disabled: boolean;
  createdAt: string;
}

export interface Workspace {
  id: string;
  name: string;
  paused: boolean;
  createdAt: string;
}

export interface Key {
  id: string;
  workspaceId: string | null;
  name: string;
  prefix: string;
  role: string;
  createdAt: string;
  lastUsedAt: string | null;
  revokedAt: string | null;
}

export interface MaintenanceWindow {
  start: string;
  minutes: number;
  timeZone?: string;
}

export interface Agent {
  id: string;
  name: string;
  state: string;
  presence: string;
  labels: string[];
  engines: { engine: string; slots: number; taken: number }[];
  drain: 'finish' | 'now' | null;
  accepting: boolean;
  notAcceptingReason: string | null;
  windows: MaintenanceWindow[];
  maintenanceUntil: string | null;
  maintenanceNext: string | null;
  quarantines: { engine: string; state: string; until: string | null }[];
}

export interface FarmState {
  paused: boolean;
  pausedAt: string | null;
  reason: string | null;
}

export interface DeadLetter {
  id: string;
  jobId: string;
  kind: string;
  name: string;
  code: string;
  message: string;
  failedAt: string;
  retriedAs: string | null;
}

/** The most that the farm answers at once. */
const PAGE = 100;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** /v1/admin of a farm, and the words people use for its things: an e-mail address, a name, the start of a key. */
export class AdminClient {
  constructor(
    private readonly client: FarmClient,
    /** The workspace that belongs to the data folder, for commands that name none. */
    private readonly home: string | undefined,
  ) {}

  send<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
    return this.client.send<T>(method, `/v1/admin${path}`, body);
  }

  /** Every page of a list. */
  async all<T>(path: string, name: string, query: Record<string, string | undefined> = {}): Promise<T[]> {
    const found: T[] = [];
    for (let page = 1; ; page++) {
      const given = Object.entries(query).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      );
      const text = new URLSearchParams([
        ...given,
        ['page', String(page)],
        ['limit', String(PAGE)],
      ]).toString();
      const reply = await this.send<Record<string, T[]> & { totalPages: number }>('GET', `${path}?${text}`);
      found.push(...(reply[name] ?? []));
      if (page >= reply.totalPages) return found;
    }
  }

  /** A user by id or e-mail address. */
  async user(word: string): Promise<User> {
    if (UUID.test(word)) return this.send('GET', `/users/${word}`);
    const users = await this.all<User>('/users', 'users', { search: word });
    const found = users.find(({ email }) => email.toLowerCase() === word.toLowerCase());
    if (!found) throw new CliError(`There is no user ${word}; \`framefarm users list\` shows all.`);
    return found;
  }

  /** A workspace by id or name; absent: that of the data folder. */
  async workspace(word: string | undefined): Promise<Workspace> {
    const wanted = word ?? this.home;
    if (wanted === undefined)
      throw new CliError('Say which workspace with --workspace; `framefarm workspaces list` shows all.');
    if (UUID.test(wanted)) return this.send('GET', `/workspaces/${wanted}`);
    const named = await this.all<Workspace>('/workspaces', 'workspaces', { search: wanted });
    const found = named.filter(({ name }) => name === wanted);
    if (found.length > 1)
      throw new CliError(
        `${found.length} workspaces have the name ${wanted}; give the id of one.`,
        undefined,
        found.map(({ id }) => id),
      );
    if (!found[0])
      throw new CliError(`There is no workspace ${wanted}; \`framefarm workspaces list\` shows all.`);
    return found[0];
  }

  /** An agent by id or name. */
  async agent(word: string): Promise<Agent> {
    if (UUID.test(word)) return this.send('GET', `/agents/${word}`);
    const named = await this.all<Agent>('/agents', 'agents', { search: word });
    const found = named.filter(({ name, state }) => name === word && state !== 'revoked');
    if (found.length === 1 && found[0]) return found[0];
    throw new CliError(
      found.length === 0
        ? `There is no agent ${word}; \`framefarm agents list\` shows all.`
        : `${found.length} agents have the name ${word}; give the id of one.`,
      undefined,
      found.map(({ id }) => id),
    );
  }

  /** A live key by id, by the key itself or by its first characters. */
  async key(word: string): Promise<Key> {
    const keys = await this.all<Key>('/keys', 'keys');
    const found = keys.filter(({ id, prefix }) => id === word.toLowerCase() || word.startsWith(prefix));
    if (found.length === 1 && found[0]) return found[0];
    throw new CliError(
      found.length === 0
        ? 'There is no live key with this id or start; `framefarm keys list` shows all.'
        : 'Several keys start like this; give the id of one.',
      undefined,
      found.map(({ id, name }) => `${id}  ${name}`),
    );
  }
}
