import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { AuditService, type Principal } from '../auth/index.js';
import { Clock } from '../platform/clock.js';
import { isUuid, newId } from '../platform/crypto/ids.js';
import { MasterKey } from '../platform/crypto/master-key.js';
import { SecretBox } from '../platform/crypto/secret-box.js';
import { Transactions, type Tx } from '../platform/database/transaction.js';
import { WEBHOOK_EVENTS, type WebhookEvent } from './job-to-webhook.js';
import { SubscriptionsRepository, type StoredSubscription } from './subscriptions.repository.js';
import { webhookAddress } from './webhook-address.policy.js';

/** Every end of a render makes a delivery for each of them. */
const MOST_ACTIVE = 50;

export interface Subscription {
  id: string;
  workspaceId: string;
  url: string;
  address: string;
  events: WebhookEvent[];
  /** Signs what is sent to it. */
  secret: string;
  createdAt: Date;
}

/** Subscriptions of a workspace: every end of a render is told to the active ones. Secrets lie sealed in their rows. */
@Injectable()
export class SubscriptionsService {
  private readonly box: SecretBox;

  constructor(
    private readonly rows: SubscriptionsRepository,
    private readonly transactions: Transactions,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    masterKey: MasterKey,
  ) {
    this.box = new SecretBox(masterKey.derive('webhook-secrets'));
  }

  /** `url` has been judged by the caller. */
  async create(actor: Principal, wish: { url: string; events?: WebhookEvent[] }): Promise<Subscription> {
    const { workspaceId } = actor;
    const address = webhookAddress(wish.url);
    if ((await this.rows.active(workspaceId)).length >= MOST_ACTIVE)
      throw new FarmError('conflict', `A workspace has at most ${MOST_ACTIVE} webhooks; delete one first.`);
    const id = newId();
    const secret = `whsec_${randomBytes(32).toString('base64url')}`;
    const events = wish.events ? [...new Set(wish.events)] : [...WEBHOOK_EVENTS];
    const facts = { id, workspaceId, url: wish.url, address, events, createdAt: this.clock.date() };
    const row = { ...facts, sealedSecret: this.box.seal(secret, placeOf(id)) };
    await this.transactions.run(async (tx) => {
      if (!(await this.rows.insert(row, tx)))
        throw new FarmError(
          'conflict',
          `There is an active webhook for ${wish.url} already; delete it first.`,
        );
      // Only the host: the rest of such an address is often a secret.
      const detail = { host: new URL(address).host, events };
      await this.audit.note(actor, 'webhook.created', { kind: 'webhook', id }, detail, tx);
    });
    return { ...facts, secret };
  }

  async list(workspaceId: string): Promise<Subscription[]> {
    return (await this.rows.active(workspaceId)).map((row) => this.opened(row));
  }

  /** The active one, or undefined when it is unknown, revoked or another workspace's. */
  async find(workspaceId: string, id: string): Promise<Subscription | undefined> {
    const row = isUuid(id) ? await this.rows.activeById(workspaceId, id) : undefined;
    return row && this.opened(row);
  }

  async require(workspaceId: string, id: string): Promise<Subscription> {
    const found = await this.find(workspaceId, id);
    if (!found) throw new FarmError('not-found', `There is no webhook ${id} in this workspace.`);
    return found;
  }

  /** What is still to be sent to it is not sent any more. */
  async revoke(actor: Principal, id: string): Promise<void> {
    await this.transactions.run(async (tx) => {
      const revoked = isUuid(id) && (await this.rows.revoke(actor.workspaceId, id, this.clock.date(), tx));
      if (!revoked) throw new FarmError('not-found', `There is no webhook ${id} in this workspace.`);
      await this.audit.note(actor, 'webhook.revoked', { kind: 'webhook', id }, {}, tx);
    });
  }

  /** For planning deliveries: no secrets. */
  active(workspaceId: string, tx?: Tx): Promise<Omit<StoredSubscription, 'sealedSecret'>[]> {
    return this.rows.active(workspaceId, tx);
  }

  private opened({ sealedSecret, ...row }: StoredSubscription): Subscription {
    return { ...row, secret: this.box.open(sealedSecret, placeOf(row.id)) };
  }
}

const placeOf = (id: string): string => `webhook_subscriptions:${id}:secret`;
