import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import type { QueryDeepPartialEntity, Repository } from 'typeorm';
import { inTx, type Tx } from '../platform/database/transaction.js';
import { RunStepEntity } from './run-step.entity.js';
import type { LogLine, RunStep } from './workflow.types.js';

/** Logs of a step are cut to their newest lines. */
const MOST_LINES = 200;

export type StepChange = Partial<
  Omit<RunStep, 'id' | 'runId' | 'workspaceId' | 'index' | 'type' | 'logs' | 'createdAt'>
>;

/** Rows of the steps of runs. Whoever changes one holds the lock of its run. */
@Injectable()
export class RunStepsRepository {
  constructor(@InjectRepository(RunStepEntity) private readonly rows: Repository<RunStepEntity>) {}

  async insert(steps: readonly RunStep[], tx: Tx): Promise<void> {
    await inTx(this.rows, tx).insert([...steps] as QueryDeepPartialEntity<RunStepEntity>[]);
  }

  /** In their order. */
  async ofRun(runId: string, tx?: Tx): Promise<RunStep[]> {
    const rows = await inTx(this.rows, tx).find({ where: { runId }, order: { index: 'ASC' } });
    return rows.map((row) => ({ ...row }));
  }

  async change(step: RunStep, change: StepChange, lines: readonly LogLine[], tx: Tx): Promise<void> {
    const logs = [...step.logs, ...lines].slice(-MOST_LINES);
    const set = { ...change, logs } as QueryDeepPartialEntity<RunStepEntity>;
    await inTx(this.rows, tx).update({ id: step.id }, set);
  }
}
