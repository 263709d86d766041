import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  jobToListed,
  jobToQueued,
  jobToRender,
} from '../../coordinator/src/api/ilve/render/job-to-render.js';
import { sceneToCost, standingToTier } from '../../coordinator/src/api/ilve/render/scene-to-cost.js';
import { videoJsonToScene, type Translated } from '../../coordinator/src/api/ilve/video-json/index.js';
import type { Job } from '../../coordinator/src/jobs/index.js';
import { UNLIMITED_CREDITS, type Standing } from '../../coordinator/src/pricing/index.js';
import { issuesError } from '../../coordinator/src/platform/http/validation.pipe.js';
import { sceneSchema } from '../../shared/src/scene/index.js';

const ROOT = join(import.meta.dirname, '../..');
const SCENES = join(ROOT, 'test/fixtures/scenes');
const FIXTURES = join(ROOT, 'coordinator/src/api/ilve/fixtures');
/** Writes the golden files anew instead of comparing: `UPDATE_GOLDEN=1 npx jest …`; then read the diff. */
const UPDATE = process.env.UPDATE_GOLDEN === '1';

/** A workspace without a quota that has rendered nothing. */
const STANDING: Standing = {
  balance: UNLIMITED_CREDITS,
  monthly: UNLIMITED_CREDITS,
  used: 0,
  limited: false,
  resetsAt: new Date(0),
};

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** What the translation becomes on the wire: the estimate, or the body of the 400. */
function responseOf(translated: Translated): unknown {
  if (translated.ok) return { status: 200, cost: sceneToCost(translated.scene, STANDING) };
  const refusal = issuesError(translated.issues, 'invalid-document');
  return { status: refusal.status, body: { error: refusal.message, details: refusal.details } };
}

function golden(path: string, actual: unknown): void {
  const text = `${JSON.stringify(actual, undefined, 2)}\n`;
  if (UPDATE) {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
  }
  expect(existsSync(path)).toBe(true);
  expect(JSON.parse(text)).toEqual(readJson(path));
}

describe('the ilve dialect: request -> scene -> response', () => {
  const names = readdirSync(SCENES)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.replace(/\.json$/, ''));

  test('every scene of the vendor is here', () => expect(names).toHaveLength(20));

  test.each(names)('%s', (name) => {
    const document = readJson(join(SCENES, `${name}.json`));
    const translated = videoJsonToScene({ videoJSON: document });
    golden(join(FIXTURES, name, 'scene.json'), translated);
    golden(join(FIXTURES, name, 'response.json'), responseOf(translated));
    if (translated.ok) expect(sceneSchema.parse(translated.scene)).toEqual(translated.scene);
  });

  test('a template and its composition-first form are the same picture', () => {
    for (const name of ['apology', 'goodMorning', 'memoryMontage']) {
      const [flat, composed] = ['template', 'composition'].map((form) =>
        videoJsonToScene(readJson(join(SCENES, `ilve-${form}-${name}.json`))),
      );
      if (!flat?.ok || !composed?.ok) throw new Error(`${name} is refused`);
      const plain = (scene: object): unknown =>
        JSON.parse(
          JSON.stringify(scene, (key, value: unknown) => (/^(id|path|number)$/.test(key) ? '' : value)),
        );
      expect(plain(composed.scene)).toEqual(plain(flat.scene));
    }
  });
});

const ID = '018f6b1e-7c00-7000-8000-000000000003';
const LINKS = { master: 'http://host/m.mp4', poster: 'http://host/p.jpg', sprite: 'http://host/s.jpg' };
const file = { key: 'outputs/w/j/a/master.mp4', sizeBytes: 9, sha256: 'x', contentType: 'video/mp4' };
const job: Job = {
  id: ID,
  workspaceId: ID,
  name: 'Test',
  dialect: 'ilve',
  kind: 'render',
  state: 'completed',
  stage: 'completed',
  progress: 100,
  frames: { done: 150, total: 150 },
  width: 1920,
  height: 1080,
  fps: 30,
  duration: 5,
  cost: 0.9,
  error: null,
  failureCode: null,
  warnings: [],
  outputs: {
    master: file,
    poster: null,
    sprite: null,
    facts: {
      width: 1920,
      height: 1080,
      fps: 30,
      frames: 150,
      duration: 5,
      videoCodec: 'h264',
      audioCodec: null,
    },
  },
  renderedWith: null,
  webhookUrl: null,
  projectId: null,
  templateId: null,
  requires: [],
  prefers: [],
  notBefore: null,
  priority: 0,
  origin: 'http://host',
  createdAt: new Date('2026-06-26T00:00:00Z'),
  startedAt: new Date('2026-06-26T00:00:30Z'),
  completedAt: new Date('2026-06-26T00:01:00Z'),
  expiredAt: null,
};

/** Every field that the vendor's clients read must be there, of the same JSON type; whole numbers stay whole. */
function expectToCover(ours: unknown, theirs: unknown, path = '$'): void {
  if (Array.isArray(theirs)) {
    expect([path, Array.isArray(ours)]).toEqual([path, true]);
  } else if (typeof theirs === 'object' && theirs !== null) {
    const mine = (ours ?? {}) as Record<string, unknown>;
    for (const [key, value] of Object.entries(theirs)) expectToCover(mine[key], value, `${path}.${key}`);
  } else if (theirs !== null) {
    expect([path, typeof ours]).toEqual([path, typeof theirs]);
    if (Number.isInteger(theirs) && !/cost$/.test(path))
      expect([path, Number.isInteger(ours)]).toEqual([path, true]);
  }
}

describe('the ilve dialect: every field of the vendor’s render answers', () => {
  interface Recorded {
    body: unknown;
    variants?: { body: unknown }[];
  }
  const vendor = readJson(join(FIXTURES, 'vendor-responses.json')) as Record<string, Recorded | undefined>;
  const recorded = (operation: string): Recorded => {
    const found = vendor[operation];
    if (!found) throw new Error(`nothing recorded for ${operation}`);
    return found;
  };

  test('POST /v1/render', () => expectToCover(jobToQueued(job), recorded('POST /v1/render').body));

  test('GET /v1/render/{id}: progress as a number', () =>
    expectToCover(jobToRender(job, LINKS, 'number'), recorded('GET /v1/render/{id}').body));

  test('GET /v1/render/{id}: progress as an object, for generated SDKs', () =>
    expectToCover(jobToRender(job, LINKS, 'object'), recorded('GET /v1/render/{id}').variants?.[0]?.body));

  test('GET /v1/render', () => {
    const list = recorded('GET /v1/render').body as unknown[];
    expectToCover(jobToListed(job, LINKS), list[0]);
  });

  test('GET /v1/render/tier', () =>
    expectToCover(standingToTier(STANDING), recorded('GET /v1/render/tier').body));

  test('POST /v1/render/cost', () => {
    const translated = videoJsonToScene(readJson(join(SCENES, '00-composition-only.json')));
    if (!translated.ok) throw new Error('refused');
    expect(sceneToCost(translated.scene, STANDING)).toEqual(recorded('POST /v1/render/cost').body);
  });
});
