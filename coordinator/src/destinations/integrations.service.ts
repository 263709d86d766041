import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { AuditService, type Actor } from '../auth/index.js';
import { Clock, type StopTimer } from '../platform/clock.js';
import { isUuid, newId } from '../platform/crypto/ids.js';
import { Transactions, type Tx } from '../platform/database/transaction.js';
import { refuseIssues } from '../platform/http/validation.pipe.js';
import { InjectLogger, type Logger } from '../platform/logger.js';
import { DestinationDrivers } from './destination-drivers.js';
import { DestinationProblem } from './destination-problem.js';
import type {
  Integration,
  IntegrationChange,
  PlainConfig,
  Provider,
  TestVerdict,
} from './destination.types.js';
import type { DestinationDriver } from './drivers/destination-driver.js';
import type { RenewedTokens } from './drivers/drive.driver.js';
import {
  MASK,
  mergeConfig,
  missingFields,
  readConfig,
  splitConfig,
  unmasked,
} from './integration-config.policy.js';
import { IntegrationSecrets } from './integration-secrets.js';
import { IntegrationsRepository } from './integrations.repository.js';

/** Longest test, milliseconds. */
const TEST_MS = 25_000;

/** What a new integration needs. */
export type NewIntegration = IntegrationChange & { provider: Provider; name: string };

/** The storage of customers: kept, tested, and handed to drivers. */
@Injectable()
export class IntegrationsService implements OnApplicationShutdown {
  /** Tokens on their way into the database. */
  private keeping: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly rows: IntegrationsRepository,
    private readonly secrets: IntegrationSecrets,
    private readonly drivers: DestinationDrivers,
    private readonly transactions: Transactions,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.keeping;
  }

  list(workspaceId: string): Promise<Integration[]> {
    return this.rows.all(workspaceId);
  }

  async need(workspaceId: string, id: string, tx?: Tx): Promise<Integration> {
    const found = isUuid(id) ? await this.rows.get(workspaceId, id, tx) : undefined;
    if (!found) throw new FarmError('not-found', 'There is no integration with this id in this workspace.');
    return found;
  }

  byIds(workspaceId: string, ids: readonly string[]): Promise<Integration[]> {
    return this.rows.byIds(workspaceId, ids.filter(isUuid));
  }

  default(workspaceId: string): Promise<Integration | undefined> {
    return this.rows.default(workspaceId);
  }

  /** `actor`: who is named in the audit log; absent: the farm itself, which is not noted. */
  create(workspaceId: string, wanted: NewIntegration, actor?: Actor): Promise<Integration> {
    const { provider, name } = wanted;
    const empty = blank(workspaceId, { provider, name, isDefault: false }, this.clock.date());
    return this.locked(workspaceId, async (tx) => {
      const made = await this.write(empty, wanted, tx, 'config');
      return this.noted('created', made, tx, actor);
    });
  }

  /** Any subset: what is absent, and secrets that come masked, stay as they are. */
  update(workspaceId: string, id: string, change: IntegrationChange, actor?: Actor): Promise<Integration> {
    return this.locked(workspaceId, async (tx) => {
      const changed = await this.write(await this.need(workspaceId, id, tx), change, tx, 'config');
      return this.noted('changed', changed, tx, actor);
    });
  }

  /** The legacy view: makes the default, or replaces its whole config; only a masked secret stays. */
  putDefault(
    workspaceId: string,
    provider: Provider,
    config: Record<string, unknown>,
    actor?: Actor,
  ): Promise<{ integration: Integration; created: boolean }> {
    return this.locked(workspaceId, async (tx) => {
      const found = await this.rows.default(workspaceId, tx);
      const facts = { provider, name: 'Default destination', isDefault: true };
      const base = found ?? blank(workspaceId, facts, this.clock.date());
      const kept = found && found.provider === provider ? this.masked(found, config) : {};
      const change = { provider, config: { ...kept, ...unmasked(config) } };
      const empty = { ...base, config: {}, secrets: {} };
      const integration = await this.write(empty, change, tx, '');
      await this.noted(found ? 'changed' : 'created', integration, tx, actor);
      return { integration, created: !found };
    });
  }

  remove(workspaceId: string, id: string, actor?: Actor): Promise<void> {
    return this.locked(workspaceId, async (tx) => {
      await this.erase(await this.need(workspaceId, id, tx), tx, actor);
    });
  }

  /** No error when there is none. */
  removeDefault(workspaceId: string, actor?: Actor): Promise<void> {
    return this.locked(workspaceId, async (tx) => {
      const found = await this.rows.default(workspaceId, tx);
      if (found) await this.erase(found, tx, actor);
    });
  }

  /** Drive said yes: the one connection of the workspace gets new tokens, or is made. */
  connectDrive(workspaceId: string, tokens: PlainConfig, actor: Actor): Promise<Integration> {
    return this.locked(workspaceId, async (tx) => {
      const found = await this.rows.drive(workspaceId, tx);
      const facts = { provider: 'drive', name: 'Google Drive', isDefault: false } as const;
      const base = found ?? blank(workspaceId, facts, this.clock.date());
      const connected = await this.write(base, { config: { ...tokens } }, tx, 'config');
      return this.noted('connected', connected, tx, actor);
    });
  }

  /** Writes and deletes a small object with the stored config. */
  test(integration: Integration): Promise<TestVerdict> {
    return this.verdict(integration.config.pathPrefix, () => this.driverOf(integration));
  }

  /** The same with a config that is not stored; a masked secret is the one of the default. */
  async testConfig(
    workspaceId: string,
    provider: Provider,
    config: Record<string, unknown>,
  ): Promise<TestVerdict> {
    const found = await this.rows.default(workspaceId);
    const kept = found?.provider === provider ? this.masked(found, config) : {};
    const { change, issues } = readConfig(provider, { ...kept, ...unmasked(config) }, '');
    const plain = mergeConfig({}, change);
    refuseIssues([...issues, ...missingFields(provider, plain, '')]);
    return this.verdict(plain.pathPrefix, () => this.drivers.of(provider, plain));
  }

  /** The driver of one integration, with its secrets in clear. Close it after use. */
  async driverOf(integration: Integration): Promise<DestinationDriver> {
    const plain = this.secrets.open(integration);
    const [missing] = missingFields(integration.provider, plain, 'config');
    if (missing)
      throw new DestinationProblem(
        `The stored ${missing.path} cannot be read, because the key of the farm has changed; enter it again.`,
      );
    return this.drivers.of(integration.provider, plain, (tokens) => this.keepTokens(integration, tokens));
  }

  private async verdict(
    prefix: string | undefined,
    make: () => Promise<DestinationDriver>,
  ): Promise<TestVerdict> {
    try {
      const driver = await make();
      try {
        await this.within(TEST_MS, driver.test(prefix ?? ''));
      } finally {
        driver.close();
      }
      return { success: true, error: null };
    } catch (error) {
      if (error instanceof DestinationProblem) return { success: false, error: error.message };
      throw error;
    }
  }

  /** Whoever asked for a test waits for it, and clients wait for half a minute at most. */
  private async within(ms: number, work: Promise<void>): Promise<void> {
    let stop: StopTimer = () => undefined;
    const late = new Promise<never>((_, reject) => {
      const sentence = `There was no answer within ${ms / 1000} seconds; check the address, or try again later.`;
      stop = this.clock.after(ms, () => reject(new DestinationProblem(sentence)));
    });
    await Promise.race([work, late]).finally(() => stop());
  }

  private locked<T>(workspaceId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.transactions.run(async (tx) => {
      await this.rows.lockWorkspace(workspaceId, tx);
      return work(tx);
    });
  }

  /** Lays a change over an integration, checks the outcome and stores it. */
  private async write(
    stored: Integration,
    change: IntegrationChange,
    tx: Tx,
    path: string,
  ): Promise<Integration> {
    const provider = change.provider ?? stored.provider;
    const base = provider === stored.provider ? this.secrets.open(stored) : {};
    const { change: fields, issues } = readConfig(provider, change.config ?? {}, path);
    const plain = mergeConfig(base, fields);
    refuseIssues([...issues, ...missingFields(provider, plain, path)]);
    const { open, secret } = splitConfig(plain);
    const next: Integration = {
      ...stored,
      provider,
      name: change.name ?? stored.name,
      isActive: change.isActive ?? stored.isActive,
      isDefault: change.isDefault ?? stored.isDefault,
      config: open,
      secrets: this.secrets.sealAll(stored.id, secret),
      updatedAt: this.clock.date(),
    };
    if (next.isDefault) await this.rows.clearDefault(stored.workspaceId, tx);
    await this.rows.save(next, tx);
    return next;
  }

  private async erase(integration: Integration, tx: Tx, actor?: Actor): Promise<void> {
    await this.rows.remove(integration.id, tx);
    await this.noted('removed', integration, tx, actor);
  }

  private async noted(what: string, integration: Integration, tx: Tx, actor?: Actor): Promise<Integration> {
    const { id, name, provider, isActive, isDefault } = integration;
    const detail = { name, provider, isActive, isDefault };
    if (actor) await this.audit.note(actor, `integration.${what}`, { kind: 'integration', id }, detail, tx);
    return integration;
  }

  /** The stored texts of those secrets that came masked. */
  private masked(found: Integration, config: Record<string, unknown>): PlainConfig {
    const plain = this.secrets.open(found);
    const names = Object.keys(found.secrets) as (keyof typeof found.secrets)[];
    return Object.fromEntries(
      names.filter((name) => config[name] === MASK).map((name) => [name, plain[name]]),
    );
  }

  /** Google renewed the tokens: they are kept, so that the next use need not ask again. */
  private keepTokens(integration: Integration, tokens: RenewedTokens): void {
    const config: PlainConfig = {
      driveAccessToken: tokens.accessToken,
      ...(tokens.expiresAt ? { driveExpiresAt: tokens.expiresAt } : {}),
      ...(tokens.refreshToken ? { driveRefreshToken: tokens.refreshToken } : {}),
    };
    const kept = this.update(integration.workspaceId, integration.id, { config }).catch((error: unknown) =>
      this.logger.warn({ err: error, integrationId: integration.id }, 'renewed Drive tokens were not kept'),
    );
    this.keeping = Promise.all([this.keeping, kept]);
  }
}

function blank(
  workspaceId: string,
  facts: Pick<Integration, 'provider' | 'name' | 'isDefault'>,
  at: Date,
): Integration {
  return {
    id: newId(),
    workspaceId,
    ...facts,
    isActive: true,
    config: {},
    secrets: {},
    createdAt: at,
    updatedAt: at,
  };
}
