import {
  nextRunStatus,
  nextStepStatus,
  RUN_EVENTS,
  RUN_STATUSES,
  STEP_EVENTS,
  STEP_STATUSES,
} from './workflow.state.js';

const RUNS: [string, string, string][] = [
  ['queued', 'started', 'running'],
  ['queued', 'cancelled', 'cancelled'],
  ['running', 'asked', 'waiting_review'],
  ['running', 'finished', 'completed'],
  ['running', 'gave-up', 'failed'],
  ['running', 'revived', 'running'],
  ['running', 'cancelled', 'cancelled'],
  ['waiting_review', 'answered', 'running'],
  ['waiting_review', 'cancelled', 'cancelled'],
  ['failed', 'revived', 'running'],
];

const STEPS: [string, string, string][] = [
  ['pending', 'started', 'running'],
  ['pending', 'asked', 'waiting'],
  ['pending', 'skipped', 'skipped'],
  ['pending', 'cancelled', 'skipped'],
  ['running', 'started', 'running'],
  ['running', 'finished', 'completed'],
  ['running', 'put-off', 'pending'],
  ['running', 'gave-up', 'failed'],
  ['running', 'cancelled', 'failed'],
  ['waiting', 'finished', 'completed'],
  ['waiting', 'rejected', 'failed'],
  ['waiting', 'skipped', 'skipped'],
  ['waiting', 'cancelled', 'skipped'],
  ['failed', 'revived', 'pending'],
  ['failed', 'skipped', 'skipped'],
];

test('R: every move of a run, and no other', () => {
  const moves = RUN_STATUSES.flatMap((status) =>
    RUN_EVENTS.flatMap((event) => {
      const next = nextRunStatus(status, event);
      return typeof next === 'string' ? [[status, event, next]] : [];
    }),
  );
  expect(moves).toEqual(RUNS);
});

test('S: every move of a step, and no other', () => {
  const moves = STEP_STATUSES.flatMap((status) =>
    STEP_EVENTS.flatMap((event) => {
      const next = nextStepStatus(status, event);
      return typeof next === 'string' ? [[status, event, next]] : [];
    }),
  );
  expect(moves).toEqual(STEPS);
});

test('a refused move says from where and what', () =>
  expect(nextRunStatus('completed', 'cancelled')).toEqual({
    refused: true,
    state: 'completed',
    event: 'cancelled',
  }));
