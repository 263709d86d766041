import { Injectable } from '@nestjs/common';
import type { Scene } from '@farm/shared/scene';
import type { Warning } from '@farm/shared/wire';
import { AssetsService, type Asset, type FontFile } from '../../../assets/index.js';
import type { Principal } from '../../../auth/index.js';
import { DestinationsService, type Target } from '../../../destinations/index.js';
import { Clock } from '../../../platform/clock.js';
import { refusedHosts, type HostRefuser } from '../../../platform/refused-hosts.js';
import { InjectConfig, type CoordinatorConfig } from '../../../platform/config/config.js';
import { issuesError } from '../../../platform/http/validation.pipe.js';
import {
  fontFamiliesIn,
  sourceUrlsIn,
  videoJsonToScene,
  type AssetReference,
  type Destination,
} from '../video-json/index.js';
import { isFontOf } from './font-asset.policy.js';
import { readRenderRequest, type RenderRequest } from './render-request.policy.js';

/** A request that can be rendered. */
export interface CheckedRequest extends Omit<RenderRequest, 'issues'> {
  scene: Scene;
  warnings: Warning[];
  targets: Target[];
}

/** Turns the body of a render request into a scene, with what only the workspace knows: its assets and its fonts. */
@Injectable()
export class RenderDocuments {
  private readonly refusesHost: HostRefuser;

  constructor(
    private readonly assets: AssetsService,
    private readonly destinations: DestinationsService,
    private readonly clock: Clock,
    @InjectConfig() config: CoordinatorConfig,
  ) {
    this.refusesHost = refusedHosts(config.allowPrivate);
  }

  /** The scene, or one 400 with every problem. */
  async check(principal: Principal, body: unknown, origin: string): Promise<CheckedRequest> {
    const { issues, ...request } = readRenderRequest(body, this.refusesHost, this.clock.now());
    const translated = videoJsonToScene(request.document ?? {}, {
      ...(await this.lookUps(principal.workspaceId, request.document)),
      refusesHost: this.refusesHost,
      ownOrigin: origin,
    });
    const missing = request.document === undefined || request.document === null;
    const resolved = translated.ok ? await this.resolve(principal, translated.destinations) : undefined;
    const own = translated.ok ? (resolved?.ok ? [] : (resolved?.issues ?? [])) : translated.issues;
    const all = [...issues, ...(missing ? [] : own)];
    if (all.length > 0 || !translated.ok || !resolved?.ok) throw issuesError(all, 'invalid-document');
    return { ...request, scene: translated.scene, warnings: translated.warnings, targets: resolved.targets };
  }

  /** Where copies go: what the document names, or the default destination of the workspace. */
  private resolve({ workspaceId, keyLinked }: Principal, destinations: readonly Destination[]) {
    return this.destinations.resolve(workspaceId, destinations, { keyLinked });
  }

  private async lookUps(workspaceId: string, document: unknown) {
    const urls = sourceUrlsIn(document);
    const [own, fonts] = await Promise.all([
      urls.length === 0 ? new Map<string, Asset>() : this.assets.resolveOwnUrls(workspaceId, urls),
      this.fontsFor(workspaceId, document),
    ]);
    return {
      resolveAsset: (url: string) => reference(own.get(url)),
      resolveFont: (family: string) => reference(fonts.find((font) => isFontOf(family, font.name))),
    };
  }

  private async fontsFor(workspaceId: string, document: unknown): Promise<FontFile[]> {
    return fontFamiliesIn(document).length === 0 ? [] : this.assets.fonts(workspaceId);
  }
}

const reference = (asset: FontFile | undefined): AssetReference | undefined =>
  asset && { assetId: asset.id, name: asset.name };
