import { withoutSecrets } from './audit-detail.policy.js';

test('secrets are hidden by the name of their member, at every depth', () => {
  const detail = {
    name: 'ci',
    keyPrefix: 'vf_live_ab12',
    password: 'x',
    config: { accessKeyId: 'AKIA', secretAccessKey: 'x', bucket: 'b', list: [{ refreshToken: 'x' }] },
    apiKey: 'x',
    token: null,
  };
  expect(withoutSecrets(detail)).toEqual({
    name: 'ci',
    keyPrefix: 'vf_live_ab12',
    password: '[hidden]',
    config: {
      accessKeyId: '[hidden]',
      secretAccessKey: '[hidden]',
      bucket: 'b',
      list: [{ refreshToken: '[hidden]' }],
    },
    apiKey: '[hidden]',
    token: null,
  });
});

test('depth ends somewhere', () => {
  const deep: Record<string, unknown> = {};
  deep.self = deep;
  expect(JSON.stringify(withoutSecrets(deep))).toContain('…');
});
