import { z } from 'zod';

const UNITS: Record<string, number> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/** `true`, `1`, `yes`, `on` and their opposites. */
export const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false', '1', '0', 'yes', 'no', 'on', 'off'], 'must be true or false')
    .transform((text) => ['true', '1', 'yes', 'on'].includes(text))
    .default(fallback);

export const integer = (fallback: number, min: number, max = Number.MAX_SAFE_INTEGER) =>
  z.coerce
    .number('must be a whole number')
    .int('must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`)
    .default(fallback);

export const decimal = (fallback: number, min: number) =>
  z.coerce.number('must be a number').min(min, `must be at least ${min}`).default(fallback);

/** `512`, `64k`, `20g`: bytes. */
export const byteSize = (fallback: string) =>
  z
    .string()
    .regex(/^\d+(\.\d+)?[kmgt]?b?$/i, 'must be a size such as 500m or 20g')
    .default(fallback)
    .transform((text) => {
      const match = /^([\d.]+)([kmgt]?)/i.exec(text);
      return Math.floor(Number(match?.[1]) * (UNITS[(match?.[2] ?? '').toLowerCase()] ?? 1));
    });

/** Comma-separated words; empty parts are left out. */
export const list = (fallback = '') =>
  z
    .string()
    .default(fallback)
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    );

/** `off`, or `127.0.0.1:9464`, `[::1]:9464`, `:9464` (every address); port 0 takes a free one. */
export const listenAddress = () =>
  z
    .string()
    .regex(/^(off|(\[[0-9a-f:]+\]|[\w.-]*):\d{1,5})$/i, 'must be off, or address:port such as 127.0.0.1:9464')
    .default('off')
    .transform((text) => {
      const match = /^\[?(.*?)\]?:(\d+)$/.exec(text);
      return match ? { host: match[1] || '0.0.0.0', port: Number(match[2]) } : undefined;
    })
    .refine((address) => (address?.port ?? 0) <= 65535, 'must have a port of at most 65535');

export const httpUrl = () =>
  z
    .string()
    .regex(/^https?:\/\/[^\s/]+/, 'must be an http or https URL')
    .transform((url) => url.replace(/\/+$/, ''));

/** At least one URL; comma-separated. */
export const httpUrls = (fallback: string) =>
  list(fallback)
    .pipe(z.array(httpUrl()).min(1, 'must name at least one URL'))
    .transform((urls) => urls as [string, ...string[]]);
