import type { Dispatcher } from 'undici';
import type { Progress, WorkOrder } from '@farm/shared/wire';
import { guardedConnections, parseAllowList } from '../../transfer/index.js';
import type { GrantDesk } from '../grant-desk.js';
import { InputFetcher } from '../input-fetcher.js';
import type { AttemptSettings } from '../ipc.js';
import type { Quiet } from '../run-steps.js';
import type { AttemptContext } from '../steps/step.js';
import type { WantedInputs } from '../wanted-inputs.js';

/** What the runner of any order needs: the context of its steps, the clock, and where progress is told. */
export class AttemptDesk {
  private readonly began = performance.now();

  constructor(
    private readonly order: WorkOrder,
    private readonly folder: string,
    private readonly settings: AttemptSettings,
    private readonly grants: GrantDesk,
    readonly onProgress: (progress: Progress) => void,
  ) {}

  /** Seconds since the attempt began. */
  get seconds(): number {
    return (performance.now() - this.began) / 1000;
  }

  context(wanted: WantedInputs): Quiet<AttemptContext> {
    const { order, folder, settings } = this;
    return {
      wanted,
      folder,
      tools: settings.tools,
      capabilities: settings.capabilities,
      cores: settings.cores,
      stallSeconds: settings.stallSeconds,
      coordinator: settings.coordinator,
      inputs: new Map(order.inputs.flatMap(({ key, grant }) => (grant ? [[key, grant] as const] : []))),
      fetcher: this.fetcher(),
      // The parent ends an attempt by killing the group; nothing here has to be told to stop.
      signal: new AbortController().signal,
      uploadGrants: (files) => this.grants.upload(files),
      files: {},
      warnings: [],
      made: [],
      stored: [],
    };
  }

  /** Connections to storage of customers: public addresses only, but for those that the operator allows. */
  guardedDoor(): Dispatcher {
    return guardedConnections({ allow: parseAllowList(this.settings.allowPrivate) });
  }

  private fetcher(): InputFetcher {
    const { coordinator, cacheDir, cacheLimit, allowPrivate } = this.settings;
    return new InputFetcher({
      coordinator,
      cacheDir,
      cacheLimit,
      allowPrivate,
      sourceBytes: this.order.limits.sourceBytes,
      grants: (keys) => this.grants.input(keys),
    });
  }
}
