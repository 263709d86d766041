// One run of a program: wall seconds, processor seconds, peak memory.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The shell runs the program and tells the processor time of it and of everything that it waited for. */
const TIMED = '"$@"; code=$?; times >&3; exit $code';
const SAMPLE_MS = 50;

/** Seconds by the clock and by the processor (user and system), largest resident memory of the process tree in MB. */
export function measure(program, args, { env = process.env } = {}) {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn('/bin/sh', ['-c', TIMED, 'sh', program, ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const text = ['', '', '', ''];
    let peak = 0;
    for (const fd of [1, 2, 3]) child.stdio[fd].on('data', (data) => (text[fd] += data));
    const watch = setInterval(() => (peak = Math.max(peak, treeMemory(child.pid))), SAMPLE_MS);
    child.once('error', reject);
    child.once('close', (code) => {
      clearInterval(watch);
      const seconds = (performance.now() - begun) / 1000;
      if (code !== 0) reject(new Error(`${program} ended with ${code}: ${text[2].slice(-2000)}`));
      else resolve({ seconds, cpu: processorSeconds(text[3]), megabytes: Math.round(peak), stdout: text[1] });
    });
  });
}

/** Second line of `times`: what the shell's children took, `0m1.23s 0m0.45s`. */
function processorSeconds(told) {
  const parts = told.trim().split('\n').at(-1)?.split(/\s+/) ?? [];
  return parts.reduce((sum, part) => {
    const [, minutes, seconds] = /(\d+)m([\d.]+)s/.exec(part) ?? [];
    return sum + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  }, 0);
}

/** Resident MB of a process and everything below it; 0 where /proc does not tell. */
function treeMemory(root) {
  let sum = 0;
  const waiting = [root];
  for (let pid = waiting.pop(); pid !== undefined; pid = waiting.pop()) {
    try {
      sum += Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
      if (children) waiting.push(...children.split(' ').map(Number));
    } catch {
      // Ended meanwhile.
    }
  }
  return sum;
}
