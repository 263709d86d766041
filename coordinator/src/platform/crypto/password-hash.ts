import { scrypt, timingSafeEqual } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane; about 30 ms on one core. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Argon2id is the default of the package, whose enum of algorithms does not exist at run time. */
const CURRENT = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$`;

/** The same letters typed on another keyboard are the same password. */
const normal = (password: string): string => password.normalize('NFKC');

/** A PHC text (`$argon2id$v=19$…`), so that the cost can rise later without breaking old rows. */
export const hashPassword = (password: string): Promise<string> => hash(normal(password), COST);

export async function passwordMatches(password: string, stored: string): Promise<boolean> {
  if (stored.startsWith('scrypt$')) return scryptMatches(normal(password), stored);
  if (!stored.startsWith('$argon2id$')) return false;
  return verify(stored, normal(password)).catch(() => false);
}

/** True for hashes of an older kind or cost: hash anew at the next login, when the password is at hand. */
export const needsNewHash = (stored: string): boolean => !stored.startsWith(CURRENT);

/** `scrypt$N$r$p$salt$key`: what the first farms stored. */
async function scryptMatches(password: string, stored: string): Promise<boolean> {
  const [, n, r, p, salt, key] = stored.split('$');
  if (!salt || !key) return false;
  const expected = Buffer.from(key, 'base64url');
  const cost = { N: Number(n), r: Number(r), p: Number(p), maxmem: 256 * 2 ** 20 };
  const actual = await new Promise<Buffer>((resolve, reject) =>
    scrypt(password, Buffer.from(salt, 'base64url'), expected.length, cost, (error, derived) =>
      error ? reject(error) : resolve(derived),
    ),
  );
  return timingSafeEqual(expected, actual);
}
