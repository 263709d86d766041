// `node bin/previews.mjs [ID…]`: draws the picture of each built-in template with our own renderer, as JPEG into
// docs/images/templates (served at /v1/templates/{id}/preview.jpg), and all of them on one sheet.
// `--png FOLDER` writes PNGs of full size there instead, for a close look.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const framefarm = join(root, 'bin/framefarm');
const folder = join(root, 'docs/images/templates');
const sheet = join(root, 'docs/images/templates.jpg');
/** A gallery loads many of them. */
const MOST_BYTES = 60_000;
/** Longer side, pixels. */
const SIDE = 800;

const { CATALOGUE } = await import(join(root, 'dist/coordinator/src/templates/catalogue/index.js'));
const { compileTemplate } = await import(
  join(root, 'dist/coordinator/src/templates/compile-template.policy.js')
);
const samples = (await import('./demo/photo.mjs')).makePhoto;

/** Seconds at which each shows all it has; 3.5 when absent. */
const MOMENTS = { countdown: 1.35, 'before-after': 2.7, tips: 6, 'captioned-clip': 3.2, slideshow: 2.5 };
/** What is put in beside the defaults. */
const GIVEN = { slideshow: { image1: 'photo.jpg' } };

const args = process.argv.slice(2);
const png = args[0] === '--png' ? args[1] : undefined;
const wanted = png ? args.slice(2) : args;
const temporary = mkdtempSync(join(tmpdir(), 'framefarm-previews-'));

function run(program, parameters) {
  return execFileSync(program, parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

function drawFrame(template) {
  const compiled = compileTemplate(template, {});
  if (!compiled.ok) throw new Error(`${template.id}: ${JSON.stringify(compiled.issues)}`);
  const scene = join(temporary, `${template.id}.json`);
  // The command line takes paths where the API takes URLs, so pictures are put in after the variables were judged.
  const text = JSON.stringify(compileTemplate(template, urlsFor(template.id)).document);
  writeFileSync(scene, text.replaceAll('https://sample.example/', `${temporary}/`));
  const out = join(png ?? temporary, `${template.id}.png`);
  run(process.execPath, [framefarm, 'frame', scene, '--at', `${MOMENTS[template.id] ?? 3.5}s`, '-o', out]);
  return out;
}

const urlsFor = (id) =>
  Object.fromEntries(
    Object.entries(GIVEN[id] ?? {}).map(([key, file]) => [key, `https://sample.example/${file}`]),
  );

/** The best quality that fits. */
function toJpeg(ffmpeg, picture, file) {
  const scale = `scale=w=${SIDE}:h=${SIDE}:force_original_aspect_ratio=decrease:flags=lanczos`;
  for (let quality = 3; quality <= 20; quality += 1) {
    run(ffmpeg, ['-v', 'error', '-y', '-i', picture, '-vf', scale, '-q:v', String(quality), file]);
    if (statSync(file).size <= MOST_BYTES) return;
  }
  throw new Error(`${file} has more than ${MOST_BYTES} bytes at any quality.`);
}

/** Landscape ones in rows of four, portrait ones in a row of five below. */
function drawSheet(ffmpeg) {
  const wide = CATALOGUE.filter(({ defaultConfig }) => defaultConfig.width > defaultConfig.height);
  const tall = CATALOGUE.filter((template) => !wide.includes(template));
  const rows = [
    [wide.slice(0, 5), 'scale=372:209'],
    [wide.slice(5), 'scale=372:209'],
    [tall, 'scale=372:661'],
  ];
  const inputs = rows.flatMap(([row]) => row.flatMap(({ id }) => ['-i', join(folder, `${id}.jpg`)]));
  let next = 0;
  const graph = rows.map(([row, scale], index) => {
    const cells = row.map(() => {
      const cell = `[${next}:v]${scale}:flags=lanczos,pad=iw+24:ih+24:12:12:0x14161b,setsar=1[c${next}]`;
      next += 1;
      return cell;
    });
    const names = row.map((_, at) => `[c${next - row.length + at}]`).join('');
    return `${cells.join(';')};${names}hstack=inputs=${row.length}[r${index}]`;
  });
  const all = `${graph.join(';')};[r0][r1][r2]vstack=inputs=3,pad=iw+24:ih+24:12:12:0x14161b`;
  run(ffmpeg, ['-v', 'error', '-y', ...inputs, '-filter_complex', all, '-frames:v', '1', '-q:v', '4', sheet]);
}

try {
  const { ffmpeg } = JSON.parse(run(process.execPath, [framefarm, 'probe', '--json'])).tools;
  await samples(join(temporary, 'photo.jpg'));
  mkdirSync(png ?? folder, { recursive: true });
  for (const template of CATALOGUE.filter(({ id }) => wanted.length === 0 || wanted.includes(id))) {
    const picture = drawFrame(template);
    if (!png) toJpeg(ffmpeg, picture, join(folder, `${template.id}.jpg`));
    console.log(template.id);
  }
  if (!png) drawSheet(ffmpeg);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
