import { parseAgentEnv, parseCoordinatorEnv } from './index.js';

describe('settings from the environment', () => {
  test('an empty environment gives the defaults', () => {
    const parsed = parseCoordinatorEnv({});
    expect(parsed).toMatchObject({
      ok: true,
      values: { port: 8470, host: '127.0.0.1', rateLimit: 0, keysOnBearerRoutes: true },
    });
  });

  test('empty text counts as absent', () => {
    expect(parseCoordinatorEnv({ FRAMEFARM_PORT: '', DATABASE_URL: '' })).toMatchObject({
      ok: true,
      values: { port: 8470 },
    });
  });

  test('all problems are listed together, each with its name', () => {
    const parsed = parseCoordinatorEnv({
      FRAMEFARM_PORT: 'x',
      FRAMEFARM_LOG_LEVEL: 'loud',
      FRAMEFARM_PROT: '1',
    });
    expect(parsed.ok).toBe(false);
    const problems = parsed.ok ? [] : parsed.problems;
    expect(problems).toHaveLength(3);
    expect(problems.join('\n')).toMatch(/FRAMEFARM_PORT: must be a whole number/);
    expect(problems.join('\n')).toMatch(/FRAMEFARM_LOG_LEVEL: must be trace/);
    expect(problems.join('\n')).toMatch(
      /FRAMEFARM_PROT is not a setting of Framefarm; did you mean FRAMEFARM_PORT\?/,
    );
  });

  test('names of the other process are not problems', () => {
    expect(parseCoordinatorEnv({ FRAMEFARM_SLOTS: 'nonsense for the agent only' }).ok).toBe(true);
    expect(parseAgentEnv({ FRAMEFARM_PORT: 'x', FRAMEFARM_API_KEY: 'k' }).ok).toBe(true);
  });

  test('sizes, lists and addresses are read with their units', () => {
    const parsed = parseAgentEnv({
      FRAMEFARM_CACHE_LIMIT: '1.5g',
      FRAMEFARM_ALLOW_PRIVATE: ' 10.0.0.0/8, nas.local ,',
      FRAMEFARM_URL: 'https://farm.example/, http://10.0.0.5:8470',
    });
    expect(parsed).toMatchObject({
      ok: true,
      values: {
        cacheLimit: 1.5 * 2 ** 30,
        allowPrivate: ['10.0.0.0/8', 'nas.local'],
        urls: ['https://farm.example', 'http://10.0.0.5:8470'],
      },
    });
    expect(parseAgentEnv({ FRAMEFARM_CACHE_LIMIT: 'big' }).ok).toBe(false);
    expect(parseAgentEnv({ FRAMEFARM_URL: ' , ' }).ok).toBe(false);
  });

  test('values cannot be changed afterwards', () => {
    const parsed = parseAgentEnv({});
    expect(parsed.ok && Object.isFrozen(parsed.values)).toBe(true);
  });
});
