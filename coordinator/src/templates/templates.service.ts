import { Injectable } from '@nestjs/common';
import { FarmError } from '@farm/shared/errors';
import { AuditService, type Principal } from '../auth/index.js';
import { Clock } from '../platform/clock.js';
import { Transactions, type Tx } from '../platform/database/transaction.js';
import { issuesError } from '../platform/http/validation.pipe.js';
import { CATALOGUE } from './catalogue/index.js';
import { compileTemplate } from './compile-template.policy.js';
import type { Template, TemplateDefinition } from './template.types.js';
import { TemplatesRepository } from './templates.repository.js';

/** A workspace keeps at most this many of its own. */
const MOST_OWN = 500;

/** The built-in templates, and those that a workspace made itself. Without a workspace there are only ours. */
@Injectable()
export class TemplatesService {
  constructor(
    private readonly rows: TemplatesRepository,
    private readonly transactions: Transactions,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  async list(workspaceId?: string): Promise<Template[]> {
    return [...CATALOGUE, ...(workspaceId ? (await this.rows.list(workspaceId)).map(owned) : [])];
  }

  async find(workspaceId: string | undefined, id: string): Promise<Template | undefined> {
    const builtIn = CATALOGUE.find((one) => one.id === id);
    if (builtIn || !workspaceId || id.includes('\0')) return builtIn;
    const own = await this.rows.get(workspaceId, id);
    return own && owned(own);
  }

  async require(workspaceId: string | undefined, id: string): Promise<Template> {
    const found = await this.find(workspaceId, id);
    if (!found) throw noSuch(id);
    return found;
  }

  /** The VideoJSON that the variables make of it, and keys that were not used; or one 400 with every problem. */
  compile(template: TemplateDefinition, variables: unknown): { document: unknown; unknown: string[] } {
    const compiled = compileTemplate(template, variables);
    if (!compiled.ok) throw issuesError(compiled.issues);
    return compiled;
  }

  async create(actor: Principal, template: TemplateDefinition): Promise<Template> {
    refuseBuiltIn(template.id);
    const { workspaceId, memberId } = actor;
    if ((await this.rows.count(workspaceId)) >= MOST_OWN)
      throw new FarmError(
        'conflict',
        `A workspace has at most ${MOST_OWN} templates of its own; delete one first.`,
      );
    const row = { workspaceId, createdBy: memberId, template };
    await this.transactions.run(async (tx) => {
      if (!(await this.rows.insert(row, this.clock.date(), tx)))
        throw new FarmError(
          'conflict',
          `This workspace has a template ${template.id} already; change that one, or choose another id.`,
        );
      await this.note(actor, 'template.created', template.id, tx);
    });
    return owned(template);
  }

  async replace(actor: Principal, template: TemplateDefinition): Promise<Template> {
    refuseBuiltIn(template.id);
    await this.transactions.run(async (tx) => {
      const replaced = await this.rows.replace(actor.workspaceId, template, this.clock.date(), tx);
      if (!replaced) throw noSuch(template.id);
      await this.note(actor, 'template.changed', template.id, tx);
    });
    return owned(template);
  }

  async remove(actor: Principal, id: string): Promise<void> {
    refuseBuiltIn(id);
    await this.transactions.run(async (tx) => {
      if (id.includes('\0') || !(await this.rows.remove(actor.workspaceId, id, tx))) throw noSuch(id);
      await this.note(actor, 'template.deleted', id, tx);
    });
  }

  private note(actor: Principal, action: string, id: string, tx: Tx): Promise<void> {
    return this.audit.note(actor, action, { kind: 'template', id }, {}, tx);
  }
}

const owned = (template: TemplateDefinition): Template => ({ ...template, builtIn: false });
const noSuch = (id: string) => new FarmError('not-found', `There is no template ${id.slice(0, 80)}.`);

function refuseBuiltIn(id: string): void {
  if (CATALOGUE.some((one) => one.id === id))
    throw new FarmError('conflict', `${id} is a built-in template; choose another id.`);
}
