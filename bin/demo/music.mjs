// The demo's music: four chords, a plucked pattern, a bell melody and a bass, synthesised into a WAV file.
import { writeFile } from 'node:fs/promises';
import { randomFrom } from './noise.mjs';

const RATE = 44_100;
/** Seconds of one chord; four of them make the piece. */
const BAR = 2.25;
const SECONDS = 10;

/** MIDI note numbers: D major, B minor, G major, A suspended. */
const CHORDS = [
  { bass: 38, notes: [57, 62, 66, 69, 74] },
  { bass: 35, notes: [57, 59, 62, 66, 71] },
  { bass: 31, notes: [55, 59, 62, 67, 71] },
  { bass: 33, notes: [57, 62, 64, 69, 73] },
];
/** `[bar, eighth, note, eighths long]` */
const MELODY = [
  [0, 2, 81, 2],
  [0, 4, 78, 2],
  [0, 6, 76, 2],
  [1, 0, 78, 4],
  [1, 4, 74, 4],
  [2, 0, 71, 2],
  [2, 2, 74, 2],
  [2, 4, 79, 4],
  [3, 0, 78, 3],
  [3, 3, 76, 5],
];
/** Which chord note each eighth plucks. */
const PATTERN = [0, 2, 3, 4, 2, 3, 4, 3];

const EIGHTH = BAR / 8;

const hertz = (note) => 440 * 2 ** ((note - 69) / 12);

class Mix {
  left = new Float64Array(SECONDS * RATE);
  right = new Float64Array(SECONDS * RATE);

  /** Adds one sound; `wave(t)` is its sample t seconds after `start`, `pan` is -1 (left) to 1. */
  add(start, length, pan, wave) {
    const first = Math.round(start * RATE);
    const count = Math.min(Math.round(length * RATE), this.left.length - first);
    const toLeft = Math.cos(((pan + 1) * Math.PI) / 4);
    const toRight = Math.sin(((pan + 1) * Math.PI) / 4);
    for (let i = 0; i < count; i++) {
      const sample = wave(i / RATE);
      this.left[first + i] += sample * toLeft;
      this.right[first + i] += sample * toRight;
    }
  }
}

/** A string after Karplus and Strong: a burst of noise that a short, lossy loop turns into a tone. */
function pluck(frequency, seed) {
  const random = randomFrom(seed);
  const loop = Float64Array.from({ length: Math.round(RATE / frequency) }, () => random() * 2 - 1);
  for (let pass = 0; pass < 3; pass++)
    for (let i = 0; i < loop.length; i++) loop[i] = (loop[i] + loop[(i + 1) % loop.length]) / 2;
  let at = 0;
  return () => {
    const next = (at + 1) % loop.length;
    const sample = loop[at];
    loop[at] = 0.498 * (loop[at] + loop[next]);
    at = next;
    return sample;
  };
}

/** A soft, slightly detuned organ of a few harmonics. */
function pad(frequency, length) {
  const voices = [0.9975, 1, 1.0028].flatMap((detune) =>
    [1, 2, 3, 4].map((n) => [2 * Math.PI * frequency * detune * n, 1 / n ** 1.9]),
  );
  return (t) => {
    const envelope = Math.min(1, t / 0.7) * Math.min(1, (length - t) / 0.8);
    return 0.028 * envelope * voices.reduce((sum, [w, level]) => sum + level * Math.sin(w * t), 0);
  };
}

const bell = (frequency) => (t) => {
  const w = 2 * Math.PI * frequency * t;
  const strike = Math.min(1, t / 0.006);
  return 0.13 * strike * Math.exp(-t * 2.1) * Math.sin(w + 1.4 * Math.exp(-t * 5) * Math.sin(w * 3.01));
};

const bass = (frequency, length) => (t) => {
  const w = 2 * Math.PI * frequency * t;
  const envelope = Math.min(1, t / 0.03) * Math.min(1, (length - t) / 0.15) * Math.exp(-t * 0.5);
  return 0.26 * envelope * (Math.sin(w) + 0.35 * Math.sin(2 * w) + 0.1 * Math.sin(3 * w));
};

function play(mix) {
  CHORDS.forEach((chord, bar) => {
    const start = bar * BAR;
    chord.notes.slice(0, 4).forEach((note, i) => {
      mix.add(start, BAR + 0.7, (i - 1.5) * 0.4, pad(hertz(note), BAR + 0.7));
    });
    mix.add(start, BAR, 0, bass(hertz(chord.bass), BAR));
    mix.add(start + 5 * EIGHTH, 3 * EIGHTH, 0, bass(hertz(chord.bass + 7), 3 * EIGHTH));
    PATTERN.forEach((index, step) => {
      const string = pluck(hertz(chord.notes[index]), bar * 8 + step + 1);
      const level = step % 4 === 0 ? 0.42 : 0.3;
      const touch = (t) => level * Math.min(1, t / 0.004, (1.6 - t) / 0.3);
      mix.add(start + step * EIGHTH, 1.6, step % 2 ? 0.45 : -0.45, (t) => touch(t) * string());
    });
  });
  for (const [bar, step, note, steps] of MELODY)
    mix.add(bar * BAR + step * EIGHTH, steps * EIGHTH + 1.2, 0.15, bell(hertz(note)));
}

/** Schroeder's room: four combs side by side, then two all-passes. */
function room(dry, spread) {
  const wet = new Float64Array(dry.length);
  for (const [delay, gain] of [
    [1557, 0.84],
    [1617, 0.83],
    [1491, 0.82],
    [1422, 0.81],
  ]) {
    const line = new Float64Array(delay + spread);
    let dull = 0;
    for (let i = 0; i < dry.length; i++) {
      const at = i % line.length;
      dull = line[at] * 0.7 + dull * 0.3;
      wet[i] += line[at] * 0.25;
      line[at] = dry[i] + dull * gain;
    }
  }
  for (const delay of [225, 556]) {
    const line = new Float64Array(delay + spread);
    for (let i = 0; i < wet.length; i++) {
      const at = i % line.length;
      const out = line[at] - 0.5 * wet[i];
      line[at] = wet[i] + 0.5 * out;
      wet[i] = out;
    }
  }
  return wet;
}

function toWav(left, right) {
  const peak = left.reduce((max, x, i) => Math.max(max, Math.abs(x), Math.abs(right[i])), 0);
  const gain = (0.8 * 32_767) / peak;
  const wav = Buffer.alloc(44 + left.length * 4);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(2, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(RATE * 4, 28);
  wav.writeUInt16LE(4, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(left.length * 4, 40);
  for (let i = 0; i < left.length; i++) {
    wav.writeInt16LE(Math.round(left[i] * gain), 44 + i * 4);
    wav.writeInt16LE(Math.round(right[i] * gain), 46 + i * 4);
  }
  return wav;
}

/** Writes the piece. */
export async function makeMusic(file) {
  const mix = new Mix();
  play(mix);
  const [left, right] = [mix.left, mix.right].map((dry, i) => {
    const wet = room(dry, i * 23);
    return dry.map((x, n) => x + 0.22 * wet[n]);
  });
  await writeFile(file, toWav(left, right));
}
