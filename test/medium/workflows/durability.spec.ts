import { pino } from 'pino';
import { DataSource } from 'typeorm';
import { newId } from '../../../coordinator/src/platform/crypto/ids.js';
import { Clock } from '../../../coordinator/src/platform/clock.js';
import { EventBus } from '../../../coordinator/src/platform/events/event-bus.js';
import { RunTurns } from '../../../coordinator/src/workflows/run-turn.service.js';
import { RunsRepository } from '../../../coordinator/src/workflows/runs.repository.js';
import { WorkflowEngine } from '../../../coordinator/src/workflows/workflow-engine.service.js';
import { eventually, FakeAgent } from '../../fakes/fake-agent.js';
import { startTestCoordinator, type TestCoordinator } from '../../setup/coordinator.js';
import { Customer, orderOf, Site, TITLE, TITLE_STEP } from './support.js';

jest.setTimeout(40_000);

describe('runs survive whatever dies', () => {
  let farm: TestCoordinator;
  let site: Site;
  let customer: Customer;

  beforeAll(async () => {
    site = await Site.open();
    farm = await startTestCoordinator({ env: { FRAMEFARM_ALLOW_PRIVATE: '127.0.0.1' } });
    customer = new Customer(farm);
  });
  afterAll(async () => {
    await farm.stop();
    await site.close();
  });

  const sql = <T>(text: string, values: unknown[] = []): Promise<T[]> =>
    farm.app.get(DataSource).query(text, values);
  /** What kill -9 leaves: the run is held by nobody who lives, and what was not committed is not there. */
  const killed = (runId: string, step: string) =>
    sql(
      `WITH s AS (UPDATE workflow_run_steps SET ${step} WHERE run_id = $1 AND step_index = 0 RETURNING 1)
       UPDATE workflow_runs SET status = 'running', completed_at = NULL, due_at = NULL,
         held_until = now() - interval '1 s', turn = turn + 1 WHERE id = $1`,
      [runId],
    );
  const jobs = async (): Promise<number> => {
    const [row] = await sql<{ n: string }>("SELECT count(*) AS n FROM jobs WHERE kind <> 'inspect'");
    return Number(row?.n);
  };

  test('killed between the submission of a job and writing it down: the same job is found, none is made', async () => {
    const runId = await customer.run([TITLE_STEP], TITLE);
    const before = await customer.untilStep(runId, 0, ({ renditionId }) => renditionId !== null);
    const count = await jobs();
    await killed(runId, 'job_id = NULL, rendition_id = NULL');
    const after = await customer.untilStep(runId, 0, ({ renditionId }) => renditionId !== null);
    expect(after.renditionId).toBe(before.renditionId);
    expect(await jobs()).toBe(count);
    expect(after.logs.map(({ message }) => message)).toContain('goes on after an interruption');
    await farm.call('POST', `/v1/workflows/runs/${runId}/cancel`);
  });

  test('cancelled while the job is not written down: the job is cancelled all the same', async () => {
    const runId = await customer.run([TITLE_STEP], TITLE);
    const { renditionId } = await customer.untilStep(runId, 0, (step) => step.renditionId !== null);
    await sql('UPDATE workflow_run_steps SET job_id = NULL WHERE run_id = $1', [runId]);
    await farm.call('POST', `/v1/workflows/runs/${runId}/cancel`);
    await eventually('the job is cancelled', async () => {
      const { body } = await farm.call('GET', `/v1/render/${renditionId}`);
      return body.status === 'cancelled' ? true : undefined;
    });
  });

  test('killed after an asset was registered: it is not uploaded again', async () => {
    site.put('/a.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>');
    const runId = await customer.run([{ type: 'upload_asset', config: { url: `${site.url}/a.svg` } }]);
    const first = await customer.until(runId, 'completed');
    await killed(runId, `status = 'running', output_url = NULL, output_key = NULL, completed_at = NULL`);
    const again = await customer.until(runId, 'completed');
    expect(again.steps[0]?.outputUrl).toBe(first.steps[0]?.outputUrl);
    expect(site.asked.filter((path) => path === '/a.svg')).toHaveLength(1);
  });

  test('killed between the bytes of an asset and its registration: they are not fetched again', async () => {
    site.put('/b.svg', 'image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>');
    const runId = await customer.run([{ type: 'upload_asset', config: { url: `${site.url}/b.svg` } }]);
    const first = await customer.until(runId, 'completed');
    const assetId = first.steps[0]?.metadata?.assetId;
    await sql(`UPDATE assets SET state = 'uploaded' WHERE id = $1`, [assetId]);
    await killed(runId, `status = 'running', output_url = NULL, output_key = NULL, completed_at = NULL`);
    const again = await customer.until(runId, 'completed');
    expect(again.steps[0]?.metadata?.assetId).toBe(assetId);
    expect(await sql('SELECT state FROM assets WHERE id = $1', [assetId])).toEqual([{ state: 'registered' }]);
    expect(site.asked.filter((path) => path === '/b.svg')).toHaveLength(1);
  });

  test('the slow runs of one workspace leave places for the others', async () => {
    const workflowId = await customer.workflow([{ type: 'review', config: {} }]);
    const runIds = [];
    for (let run = 0; run < 7; run++) runIds.push(await customer.start(workflowId));
    for (const runId of runIds) await customer.until(runId, 'waiting_review');
    const other = newId();
    await sql(`INSERT INTO workspaces (id, name, created_at) VALUES ($1, 'other', now())`, [other]);
    const [stranger] = runIds;
    // One is held already; the other workspace's became due last. Ahead of the clock: no engine but this test takes them.
    const [soon, later] = ['2999-01-01T00:00:00Z', '2999-01-01T00:01:00Z'];
    await sql(
      `UPDATE workflow_runs SET due_at = $2, held_until = CASE WHEN id = $3 THEN '2999-02-01'::timestamptz END
      WHERE id = ANY($1)`,
      [runIds, soon, runIds[1]],
    );
    await sql('UPDATE workflow_runs SET workspace_id = $2, due_at = $3 WHERE id = $1', [
      stranger,
      other,
      later,
    ]);
    const runs = farm.app.get(RunsRepository, { strict: false });
    const at = new Date('2999-01-02');
    const take = (all: number) => runs.take({ all, ofWorkspace: 4 }, at, new Date('2999-03-01'));
    const taken = await take(8);
    expect(taken).toHaveLength(4);
    expect(taken.map(({ runId }) => runId)).toContain(stranger);
    expect(await take(8)).toEqual([]);
    await sql('DELETE FROM workflow_runs WHERE id = ANY($1)', [runIds]);
  });

  test('two engines on one ledger start every step once', async () => {
    const { app } = farm;
    const second = new WorkflowEngine(
      app.get(RunsRepository, { strict: false }),
      app.get(RunTurns, { strict: false }),
      app.get(EventBus, { strict: false }),
      app.get(Clock, { strict: false }),
      pino({ level: 'silent' }),
    );
    second.onApplicationBootstrap();
    const count = await jobs();
    const workflowId = await customer.workflow([TITLE_STEP], TITLE);
    const runIds = await Promise.all(
      Array.from({ length: 12 }, () => {
        const started = customer.start(workflowId);
        second.wake();
        return started;
      }),
    );
    for (const runId of runIds) {
      const step = await customer.untilStep(runId, 0, ({ renditionId }) => renditionId !== null);
      expect(step.logs.map(({ message }) => message.replace(/job .*/, 'job'))).toEqual([
        'started (try 1)',
        'waits for job',
      ]);
    }
    expect(await jobs()).toBe(count + runIds.length);
    await second.onModuleDestroy();
    for (const runId of runIds) await farm.call('POST', `/v1/workflows/runs/${runId}/cancel`);
  });

  test('a deleted workflow takes its runs and ends their jobs', async () => {
    const workflowId = await customer.workflow([TITLE_STEP], TITLE);
    const runId = await customer.start(workflowId);
    const { renditionId } = await customer.untilStep(runId, 0, (step) => step.renditionId !== null);
    expect((await farm.call('DELETE', `/v1/workflows/${workflowId}`)).body).toEqual({ success: true });
    expect((await farm.call('GET', `/v1/workflows/runs/${runId}`)).status).toBe(404);
    expect((await farm.call('GET', `/v1/render/${renditionId}`)).body.status).toBe('cancelled');
  });

  test('a coordinator that restarts goes on with its runs', async () => {
    const runId = await customer.run([TITLE_STEP, { type: 'review', config: {} }], TITLE);
    const { renditionId } = await customer.untilStep(runId, 0, (step) => step.renditionId !== null);
    const count = await jobs();
    await farm.pause();
    farm = await startTestCoordinator({
      resume: farm,
      env: { FRAMEFARM_ALLOW_PRIVATE: '127.0.0.1' },
    });
    customer = new Customer(farm);
    const agent = await FakeAgent.ready({ url: farm.url, joinToken: farm.joinToken });
    await agent.finish(await orderOf(agent, renditionId));
    const waiting = await customer.until(runId, 'waiting_review');
    expect(await jobs()).toBe(count);
    await customer.act(runId, waiting.steps[1], 'review', { action: 'approve' });
    await customer.until(runId, 'completed');
    agent.drop();
  });
});
