import { AGENT_EVENTS, AGENT_STATES, nextAgentState } from './agent.state.js';

const LEGAL: Record<string, string> = {
  'joining hello': 'ready',
  'joining drain-asked': 'draining',
  'joining revoked': 'revoked',
  'ready hello': 'ready',
  'ready drain-asked': 'draining',
  'ready drain-off': 'ready',
  'ready revoked': 'revoked',
  'draining hello': 'draining',
  'draining drain-asked': 'draining',
  'draining drain-off': 'ready',
  'draining revoked': 'revoked',
};

describe('states of an agent', () => {
  test.each(AGENT_STATES.flatMap((state) => AGENT_EVENTS.map((event) => [state, event] as const)))(
    '%s --%s--> as the table says',
    (state, event) => {
      expect(nextAgentState(state, event)).toEqual(
        LEGAL[`${state} ${event}`] ?? { refused: true, state, event },
      );
    },
  );
});
