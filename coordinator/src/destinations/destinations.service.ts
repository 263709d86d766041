import { Injectable } from '@nestjs/common';
import type { Issue } from '@farm/shared/errors';
import { InjectConfig, type CoordinatorConfig } from '../platform/config/config.js';
import type { DestinationRef, Integration, Target } from './destination.types.js';
import { IntegrationsService } from './integrations.service.js';
import { effectivePrefix, prefixProblem } from './path-prefix.policy.js';

export type Resolved = { ok: true; targets: Target[] } | { ok: false; issues: Issue[] };

/** References of a document -> where the copies go. */
@Injectable()
export class DestinationsService {
  constructor(
    private readonly integrations: IntegrationsService,
    @InjectConfig() private readonly config: CoordinatorConfig,
  ) {}

  /**
   * None: the active default of the workspace, or nothing but the farm's own copy. Some: exactly those.
   * `keyLinked` false: the caller's API key is linked to no workspace and may name no destinations.
   */
  async resolve(
    workspaceId: string,
    refs: readonly DestinationRef[] | undefined,
    { keyLinked = true }: { keyLinked?: boolean } = {},
  ): Promise<Resolved> {
    if (!refs || refs.length === 0)
      return { ok: true, targets: keyLinked ? await this.defaultTargets(workspaceId) : [] };
    if (!keyLinked) return { ok: false, issues: [unlinked(refs[0])] };
    const found = await this.integrations.byIds(
      workspaceId,
      refs.map((ref) => ref.integrationId.toLowerCase()),
    );
    const byId = new Map(found.map((integration) => [integration.id, integration]));
    const judged = refs.map((ref) => this.judge(ref, byId.get(ref.integrationId.toLowerCase())));
    const issues = judged.flatMap((one) => ('issue' in one ? [one.issue] : []));
    return issues.length > 0
      ? { ok: false, issues }
      : { ok: true, targets: judged.flatMap((one) => ('target' in one ? [one.target] : [])) };
  }

  private async defaultTargets(workspaceId: string): Promise<Target[]> {
    const found = await this.integrations.default(workspaceId);
    return found?.isActive ? [this.target(found, undefined)] : [];
  }

  private judge(ref: DestinationRef, found: Integration | undefined): { target: Target } | { issue: Issue } {
    const at = `${ref.path}.integrationId`;
    if (!found)
      return issue(
        at,
        'DESTINATION_UNKNOWN',
        `${at}: there is no integration ${quoted(ref.integrationId)} in this workspace.`,
      );
    if (!found.isActive)
      return issue(
        at,
        'DESTINATION_INACTIVE',
        `${at}: the integration ${quoted(found.name)} is switched off; set isActive to true.`,
      );
    if (found.provider !== ref.provider)
      return issue(
        `${ref.path}.provider`,
        'DESTINATION_PROVIDER_MISMATCH',
        `${ref.path}.provider is ${quoted(ref.provider)} but the integration ${quoted(found.name)} is of the provider ${found.provider}.`,
      );
    const problem = ref.pathPrefix === undefined ? undefined : prefixProblem(ref.pathPrefix);
    if (problem)
      return issue(`${ref.path}.pathPrefix`, 'DESTINATION_INVALID', `${ref.path}.pathPrefix ${problem}.`);
    return { target: this.target(found, ref.pathPrefix) };
  }

  private target({ id, provider, config }: Integration, pathPrefix: string | undefined): Target {
    const prefix = effectivePrefix(config.pathPrefix, pathPrefix, this.config.prefixRule);
    return { integrationId: id, provider, prefix };
  }
}

const issue = (path: string, code: string, message: string): { issue: Issue } => ({
  issue: { path, code, message },
});

const unlinked = (ref: DestinationRef | undefined): Issue => ({
  path: ref?.path ?? 'destinations',
  code: 'DESTINATION_NEEDS_WORKSPACE',
  message:
    'destinations cannot be used with this API key, because it is linked to no workspace; use a key of the workspace, or leave destinations out.',
});

const quoted = (text: string): string => `"${text.length > 60 ? `${text.slice(0, 60)}…` : text}"`;
