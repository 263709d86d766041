import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually, type FakeAgent } from '../../fakes/fake-agent.js';
import type { TestCoordinator } from '../../setup/coordinator.js';

export interface RunBody {
  run: {
    id: string;
    status: string;
    variables: Record<string, unknown>;
    error: string | null;
    totalCost: number | null;
    estimatedCost: number | null;
    trigger: string;
    triggeredBy: string | null;
    completedAt: string | null;
  };
  steps: StepBody[];
}
export interface StepBody {
  id: string;
  stepIndex: number;
  status: string;
  inputUrl: string | null;
  outputUrl: string | null;
  outputKey: string | null;
  renditionId: string | null;
  error: string | null;
  responseStatus: number | null;
  metadata: Record<string, unknown> | null;
  retryCount: number;
  logs: { at: string; level: string; message: string }[];
}

type Step = { type: string; config: object; name?: string; maxRetries?: number };
type Variables = Record<string, { type: string; label?: string; required?: boolean; default?: unknown }>;

/** Creates and watches workflows over HTTP, as a customer does. */
export class Customer {
  constructor(readonly farm: TestCoordinator) {}

  async workflow(steps: Step[], variables: Variables = {}): Promise<string> {
    const labelled = Object.fromEntries(
      Object.entries(variables).map(([key, one]) => [key, { label: key, ...one }]),
    );
    const reply = await this.farm.call<{ workflow: { id: string } }>('POST', '/v1/workflows', {
      json: { name: 'w', definition: { version: 1, variables: labelled, steps } },
    });
    if (reply.status !== 201) throw new Error(reply.text);
    return reply.body.workflow.id;
  }

  async start(workflowId: string, variables: object = {}): Promise<string> {
    const reply = await this.farm.call<RunBody>('POST', `/v1/workflows/${workflowId}/run`, {
      json: { variables },
    });
    if (reply.status !== 202) throw new Error(reply.text);
    return reply.body.run.id;
  }

  async run(steps: Step[], variables?: Variables, values?: object): Promise<string> {
    return this.start(await this.workflow(steps, variables), values);
  }

  async look(runId: string): Promise<RunBody> {
    return (await this.farm.call<RunBody>('GET', `/v1/workflows/runs/${runId}`)).body;
  }

  /** The run, as soon as it has this status. */
  until(runId: string, status: string): Promise<RunBody> {
    return eventually(`run ${status}`, async () => {
      const body = await this.look(runId);
      if (body.run.status !== status && ['failed', 'completed', 'cancelled'].includes(body.run.status))
        throw new Error(`the run is ${body.run.status}: ${body.run.error}`);
      return body.run.status === status ? body : undefined;
    });
  }

  untilStep(runId: string, index: number, is: (step: StepBody) => boolean): Promise<StepBody> {
    return eventually(`step ${index}`, async () => {
      const step = (await this.look(runId)).steps[index];
      return step && is(step) ? step : undefined;
    });
  }

  act(runId: string, step: StepBody | undefined, what: string, json?: object) {
    return this.farm.call(
      'POST',
      `/v1/workflows/runs/${runId}/steps/${step?.id}/${what}`,
      json ? { json } : {},
    );
  }
}

export const TITLE_STEP = {
  type: 'render_videojson',
  config: {
    videoJSON: {
      name: '{{title}}',
      layers: [
        { type: 'composition', width: 640, height: 360, fps: 30, sourceDuration: 2 },
        { type: 'text', text: '{{title}}', start: 0, duration: 2 },
      ],
    },
  },
};
export const TITLE = { title: { type: 'string', default: 'Hello' } };

/** The order of a job, as soon as the agent was offered it. */
export const orderOf = (agent: FakeAgent, jobId: string | null) =>
  eventually('the offer', () => agent.offers.find((one) => one.jobId === jobId));

/** A site that customers' URLs lead to. */
export class Site {
  readonly pages = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>();
  readonly asked: string[] = [];
  private readonly server: Server = createServer((request, response) => {
    this.asked.push(request.url ?? '');
    const page = this.pages.get((request.url ?? '').split('?')[0] ?? '');
    if (page) page(request, response);
    else response.writeHead(404).end('nothing');
  });

  static async open(): Promise<Site> {
    const site = new Site();
    await new Promise<void>((resolve) => site.server.listen(0, '127.0.0.1', resolve));
    return site;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  put(path: string, type: string, body: string | Buffer, status = 200): void {
    this.pages.set(path, (_, response) => response.writeHead(status, { 'content-type': type }).end(body));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
