import type { RunStatus } from './workflow.state.js';
import type { RunStep } from './workflow.types.js';

/** What an engine does next with a run. */
export type Move =
  /** Begin the step, or go on with a try that a crash cut off. */
  | { do: 'start'; step: RunStep }
  /** Its job or delivery is under way: see whether it has ended. */
  | { do: 'look'; step: RunStep }
  /** Ask a person. */
  | { do: 'ask'; step: RunStep }
  /** Nothing before that moment; undefined: nothing before something happens. */
  | { do: 'rest'; until: Date | undefined }
  | { do: 'finish' }
  | { do: 'give-up'; step: RunStep }
  /** The run was cancelled or is over: end what it left running. */
  | { do: 'clear-away' };

type Seen = Pick<RunStep, 'status' | 'type' | 'jobId' | 'memo' | 'notBefore'>;

/** Steps go one after the other: the first that has not ended well decides. */
export function nextMove(status: RunStatus, steps: readonly RunStep[], now: Date): Move {
  if (status === 'cancelled') return { do: 'clear-away' };
  if (status === 'completed' || status === 'failed') return { do: 'rest', until: undefined };
  const step = steps.find((one) => one.status !== 'completed' && one.status !== 'skipped');
  if (!step) return { do: 'finish' };
  switch (step.status) {
    case 'failed':
      return { do: 'give-up', step };
    case 'waiting':
      return { do: 'rest', until: undefined };
    case 'running':
      return isUnderWay(step) ? { do: 'look', step } : { do: 'start', step };
    default:
      if (step.notBefore !== null && step.notBefore > now) return { do: 'rest', until: step.notBefore };
      return step.type === 'review' ? { do: 'ask', step } : { do: 'start', step };
  }
}

/** Something outside this process works for the step. */
const isUnderWay = ({ jobId, memo }: Seen): boolean => jobId !== null || memo?.polled === true;
