import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { InjectConfig, type CoordinatorConfig } from '../platform/config/config.js';
import { isUuid, newId } from '../platform/crypto/ids.js';
import { hashPassword } from '../platform/crypto/password-hash.js';
import { newToken } from '../platform/crypto/token-hash.js';
import { Transactions } from '../platform/database/transaction.js';
import { InjectLogger, type Logger } from '../platform/logger.js';
import { readOrCreateSecret, readSecretFile, writeSecretFile } from '../platform/secret-file.js';
import { AdminSecret } from './admin-secret.js';
import { ApiKeysService } from './api-keys.service.js';
import { JOIN_TOKEN_PREFIX, JoinTokensService } from './join-tokens.service.js';
import { MembershipsRepository } from './people/memberships.repository.js';
import { UsersRepository } from './people/users.repository.js';
import { WorkspacesRepository, type Workspace } from './workspaces.repository.js';

/** Contents of DATA/credentials.json (0600). `password` is absent when the owner was made elsewhere. */
export interface Credentials {
  url: string;
  apiKey: string;
  email: string;
  password?: string;
  workspaceId: string;
}

export const CREDENTIALS_FILE = 'credentials.json';
/** DATA/join-token (0600): lets agents of this machine join, any number of them. */
export const JOIN_TOKEN_FILE = 'join-token';

/**
 * First start: makes the first workspace, its owner, its key and the local join token. Files are written before
 * rows, and rows are made from the files: a crash between the two loses no credentials.
 */
@Injectable()
export class BootstrapService {
  constructor(
    private readonly rows: WorkspacesRepository,
    private readonly users: UsersRepository,
    private readonly memberships: MembershipsRepository,
    private readonly adminSecret: AdminSecret,
    private readonly keys: ApiKeysService,
    private readonly joinTokens: JoinTokensService,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
    @InjectConfig() private readonly config: CoordinatorConfig,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  /**
   * Idempotent; called at every start, before the port opens. `announce` follows when the address is known. One
   * coordinator after another: the lock's transaction holds one connection, nobody else needs any yet.
   */
  prepare(): Promise<void> {
    return this.transactions.run(async (tx) => {
      await this.rows.lockStart(tx);
      await this.prepareAll();
    });
  }

  private async prepareAll(): Promise<void> {
    const stored = await this.readCredentials();
    const workspace = await this.rows.first();
    const credentials = workspace ? await this.known(workspace, stored) : await this.firstStart(stored);
    await this.writeCredentials(credentials);
    if (!(await this.ensureKey(credentials))) await this.replaceKey(credentials);
    await this.ensureJoinToken();
    await this.adminSecret.prepare();
  }

  /** Writes the address that clients reach into credentials.json. */
  async announce(url: string): Promise<void> {
    const stored = await this.readCredentials();
    if (stored?.workspaceId && stored.apiKey)
      await this.writeCredentials({ ...(stored as Credentials), url });
  }

  private async firstStart(stored: Partial<Credentials> | undefined): Promise<Credentials> {
    const credentials = {
      url: stored?.url ?? '',
      apiKey: this.config.bootstrapApiKey ?? stored?.apiKey ?? this.keys.newText(),
      email: this.config.bootstrapEmail,
      password: this.config.bootstrapPassword ?? stored?.password ?? randomBytes(15).toString('base64url'),
      workspaceId: isUuid(stored?.workspaceId) ? stored.workspaceId : newId(),
    };
    await this.writeCredentials(credentials);
    const passwordHash = await hashPassword(credentials.password);
    const createdAt = this.clock.date();
    const { workspaceId, email } = credentials;
    await this.transactions.run(async (tx) => {
      await this.rows.insert({ id: workspaceId, name: 'My farm', createdAt, pausedAt: null }, tx);
      const owner = { id: newId(), email, name: null, createdAt, disabledAt: null };
      await this.users.insert({ ...owner, passwordHash }, tx);
      await this.memberships.insert({ userId: owner.id, workspaceId, role: 'owner', createdAt }, tx);
    });
    this.logger.info({ workspaceId }, 'made the first workspace');
    return credentials;
  }

  /** A later start. Without a usable file (lost, or of another database) a new key is issued into a new one. */
  private async known(workspace: Workspace, stored: Partial<Credentials> | undefined): Promise<Credentials> {
    const owner = await this.memberships.firstOwner(workspace.id);
    const mine = stored?.workspaceId === workspace.id;
    return {
      url: stored?.url ?? '',
      apiKey: this.config.bootstrapApiKey ?? (mine ? stored.apiKey : undefined) ?? this.keys.newText(),
      email: owner?.email ?? this.config.bootstrapEmail,
      ...(mine && stored.password ? { password: stored.password } : {}),
      workspaceId: workspace.id,
    };
  }

  /** False: this key was revoked, and revoked it stays. */
  private async ensureKey({ apiKey, workspaceId }: Credentials): Promise<boolean> {
    if (await this.keys.verify(apiKey)) return true;
    await this.keys.register(apiKey, { workspaceId, name: 'First key', createdBy: null });
    return (await this.keys.verify(apiKey)) !== undefined;
  }

  private async replaceKey(credentials: Credentials): Promise<void> {
    this.logger.warn({ file: CREDENTIALS_FILE }, 'the key of this file was revoked; it gets a new one');
    const renewed = { ...credentials, apiKey: this.keys.newText() };
    await this.writeCredentials(renewed);
    await this.ensureKey(renewed);
  }

  private async ensureJoinToken(): Promise<void> {
    const make = () => newToken(JOIN_TOKEN_PREFIX);
    if (this.config.bootstrapJoinToken !== undefined)
      return this.ensureGivenJoinToken(this.config.bootstrapJoinToken);
    const text = await readOrCreateSecret(this.config.dataDir, JOIN_TOKEN_FILE, make);
    if (await this.joinTokens.isKnown(text)) return;
    const local = { label: 'agents of this machine', reusable: true };
    if (await this.joinTokens.register(text, local)) return;
    this.logger.warn({ file: JOIN_TOKEN_FILE }, 'the token of this file was revoked; it gets a new one');
    const renewed = make();
    await writeSecretFile(this.config.dataDir, JOIN_TOKEN_FILE, renewed);
    await this.joinTokens.register(renewed, local);
  }

  private async ensureGivenJoinToken(text: string): Promise<void> {
    await writeSecretFile(this.config.dataDir, JOIN_TOKEN_FILE, text);
    if (await this.joinTokens.isKnown(text)) return;
    if (await this.joinTokens.register(text, { label: 'from the settings', reusable: true })) return;
    this.logger.warn('the token of FRAMEFARM_BOOTSTRAP_JOIN_TOKEN was revoked, and revoked it stays');
  }

  private async readCredentials(): Promise<Partial<Credentials> | undefined> {
    const text = await readSecretFile(this.config.dataDir, CREDENTIALS_FILE);
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text) as Partial<Credentials>;
    } catch {
      this.logger.warn({ file: CREDENTIALS_FILE }, 'the file is not readable JSON and is written anew');
      return undefined;
    }
  }

  private writeCredentials(credentials: Credentials): Promise<void> {
    return writeSecretFile(this.config.dataDir, CREDENTIALS_FILE, JSON.stringify(credentials, null, 2));
  }
}
