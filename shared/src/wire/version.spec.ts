import { judgeVersion } from './version.js';

describe('which versions may talk', () => {
  test.each([
    ['1.3', '1.3', true],
    ['1.2', '1.3', true],
    ['1.1', '1.3', false],
    ['1.4', '1.3', false],
    ['2.3', '1.3', false],
    ['one', '1.3', false],
  ])('agent %s, coordinator %s: %p', (agent, coordinator, ok) => {
    expect(judgeVersion(agent, coordinator).ok).toBe(ok);
  });
  test('a refusal says what to do', () => {
    const verdict = judgeVersion('0.9', '1.0');
    expect(verdict.ok ? '' : verdict.reason).toMatch(/Upgrade the older/);
  });
});
