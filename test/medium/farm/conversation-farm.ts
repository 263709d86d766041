import { JobsService, type Job } from '../../../coordinator/src/jobs/index.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { eventually, FakeAgent, type FakeAgentOptions } from '../../fakes/fake-agent.js';
import { minimalScene } from '../../fakes/minimal-scene.js';

/** Short enough that tests of lost leases take a second. */
export const TTL_SECONDS = 1;

/** A coordinator for the tests of one file, with the agents and films of each test. */
export class ConversationFarm {
  private agents: FakeAgent[] = [];

  private constructor(private readonly coordinator: TestCoordinator) {}

  static async start(): Promise<ConversationFarm> {
    return new ConversationFarm(
      await startTestCoordinator({ env: { FRAMEFARM_LEASE_TTL: String(TTL_SECONDS) } }),
    );
  }

  get url(): string {
    return this.coordinator.url;
  }

  get app(): TestCoordinator['app'] {
    return this.coordinator.app;
  }

  get jobs(): JobsService {
    return this.app.get(JobsService);
  }

  get workspace(): string {
    return this.coordinator.credentials.workspaceId;
  }

  /** After each test: its agents leave, its films end. */
  async tidy(): Promise<void> {
    for (const agent of this.agents) agent.drop();
    this.agents = [];
    for (const job of await this.jobs.list(this.workspace, { limit: 50 }))
      if (job.state === 'pending' || job.state === 'rendering')
        await this.jobs.cancel(this.workspace, job.id);
  }

  stop(): Promise<void> {
    return this.coordinator.stop();
  }

  async submit(name = 'film', priority?: number): Promise<Job> {
    const { job } = await this.jobs.submit(
      { workspaceId: this.workspace },
      {
        work: { kind: 'render', scene: minimalScene() },
        document: {},
        name,
        dialect: 'ilve',
        origin: this.url,
        ...(priority === undefined ? {} : { priority }),
      },
    );
    return job;
  }

  seen(job: Job): Promise<Job> {
    return this.jobs.require(this.workspace, job.id);
  }

  reaches(job: Job, state: Job['state']): Promise<Job> {
    return eventually(`job ${state}`, async () => {
      const now = await this.seen(job);
      return now.state === state ? now : undefined;
    });
  }

  /** One that has not said anything yet. */
  stranger(options: Partial<FakeAgentOptions> = {}): FakeAgent {
    const made = new FakeAgent(this.options(options));
    this.agents.push(made);
    return made;
  }

  /** One that has joined and said hello. */
  async agent(options: Partial<FakeAgentOptions> = {}): Promise<FakeAgent> {
    const made = await FakeAgent.ready(this.options(options));
    this.agents.push(made);
    return made;
  }

  private options(more: Partial<FakeAgentOptions>): FakeAgentOptions {
    return { url: this.url, joinToken: this.coordinator.joinToken, ...more };
  }
}
