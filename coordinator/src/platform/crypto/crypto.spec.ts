import { scryptSync } from 'node:crypto';
import { hashPassword, needsNewHash, passwordMatches } from './password-hash.js';
import { MasterKey } from './master-key.js';
import { SecretBox } from './secret-box.js';
import { QuerySigner } from './signed-query.js';
import { newToken, sameText } from './token-hash.js';

describe('passwords', () => {
  test('match only themselves, whatever the form of their letters', async () => {
    const stored = await hashPassword('Grüße-1');
    expect(stored).not.toContain('Grüße');
    expect(await passwordMatches('Gru\u0308ße-1', stored)).toBe(true);
    expect(await passwordMatches('Grüße-2', stored)).toBe(false);
    expect(await passwordMatches('x', 'not a hash')).toBe(false);
    expect(await hashPassword('Grüße-1')).not.toBe(stored);
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(needsNewHash(stored)).toBe(false);
  });

  test('of older kinds match still, and are to be hashed anew', async () => {
    const old =
      'scrypt$1024$8$1$c2FsdHNhbHRzYWx0c2FsdA$' +
      scryptSync('Grüße-1', Buffer.from('c2FsdHNhbHRzYWx0c2FsdA', 'base64url'), 32, { N: 1024 }).toString(
        'base64url',
      );
    expect(await passwordMatches('Grüße-1', old)).toBe(true);
    expect(await passwordMatches('Grüße-2', old)).toBe(false);
    expect(needsNewHash(old)).toBe(true);
    expect(needsNewHash('$argon2id$v=19$m=4096,t=3,p=1$c2FsdA$a2V5')).toBe(true);
  });
});

describe('sealed secrets', () => {
  const box = new SecretBox(MasterKey.of('m'.repeat(32)).derive('secrets'));

  test('open in their place only', () => {
    const sealed = box.seal('s3cret', 'integrations/1/config');
    expect(sealed).not.toContain('s3cret');
    expect(box.open(sealed, 'integrations/1/config')).toBe('s3cret');
    expect(() => box.open(sealed, 'integrations/2/config')).toThrow();
    const other = new SecretBox(MasterKey.of('n'.repeat(32)).derive('secrets'));
    expect(() => other.open(sealed, 'integrations/1/config')).toThrow();
    expect(() => box.open(sealed.slice(0, -2), 'integrations/1/config')).toThrow();
    expect(() => box.open('v0.a.b.c', 'x')).toThrow(/not readable/);
  });
});

describe('signed queries', () => {
  const signer = new QuerySigner(MasterKey.of('m'.repeat(32)).derive('files'));
  const query = (text: string) => Object.fromEntries(new URLSearchParams(text));
  const signed = query(signer.sign('GET', 'a/b', 1000, { name: 'x & y' }));

  test('hold until they expire, for one method and one object', () => {
    expect(signer.check('GET', 'a/b', signed, 1_000_000)).toBeUndefined();
    expect(signer.check('GET', 'a/b', signed, 1_000_001)).toBe('expired');
    expect(signer.check('PUT', 'a/b', signed, 0)).toBe('wrong');
    expect(signer.check('GET', 'a/c', signed, 0)).toBe('wrong');
    expect(signer.check('GET', 'a/b', {}, 0)).toBe('missing');
  });

  test.each<Record<string, string>>([{ expires: '9999' }, { name: 'z' }, { more: '1' }, { sig: 'AAAA' }])(
    '%j breaks them',
    (change) => expect(signer.check('GET', 'a/b', { ...signed, ...change }, 0)).toBe('wrong'),
  );

  test('parts cannot be shifted into each other', () => {
    const tricky = query(signer.sign('GET', 'a\nname=b', 1000));
    expect(signer.check('GET', 'a', { ...tricky, name: 'b' }, 0)).toBe('wrong');
  });
});

test('keys for different purposes differ; tokens are long and differ', () => {
  const key = MasterKey.of('m'.repeat(32));
  expect(key.derive('a').equals(key.derive('b'))).toBe(false);
  expect(key.derive('a').equals(key.derive('a'))).toBe(true);
  expect(newToken('vf_live_')).toMatch(/^vf_live_[\w-]{43}$/);
  expect(newToken('')).not.toBe(newToken(''));
  expect([sameText('a', 'a'), sameText('a', 'b'), sameText('a', 'aa')]).toEqual([true, false, false]);
});
