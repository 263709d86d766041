import {
  isFinalJobState,
  JOB_EVENTS,
  JOB_STATES,
  nextJobState,
  type JobEvent,
  type JobState,
} from './job.state.js';

const LEGAL: Record<string, JobState> = {
  'pending started': 'rendering',
  'pending gave-up': 'failed',
  'pending cancelled': 'cancelled',
  'rendering started': 'rendering',
  'rendering finished': 'completed',
  'rendering gave-up': 'failed',
  'rendering cancelled': 'cancelled',
};

describe('states of a job', () => {
  const pairs = JOB_STATES.flatMap((state) =>
    JOB_EVENTS.map((event): [JobState, JobEvent] => [state, event]),
  );
  test.each(pairs)('J: %s --%s--> as the table says', (state, event) => {
    const to = LEGAL[`${state} ${event}`];
    expect(nextJobState(state, event)).toEqual(to ?? { refused: true, state, event });
  });
  test('a job that has ended never moves again', () => {
    expect(JOB_STATES.filter(isFinalJobState)).toEqual(['completed', 'failed', 'cancelled']);
  });
});
