/** What a failed test encode means; the first text that matches wins (design: hardware tables). */
const VERDICTS: readonly { text: RegExp; reason: string }[] = [
  { text: /Cannot load libcuda\.so\.1|Could not dynamically load CUDA/, reason: 'no NVIDIA driver' },
  {
    text: /Cannot load libnvidia-encode\.so\.1|libnvcuvid\.so\.1/,
    reason: 'the NVIDIA driver lacks its video libraries (a container needs the "video" capability)',
  },
  {
    text: /Driver does not support the required nvenc API version/,
    reason: 'this ffmpeg is too new for the driver',
  },
  {
    text: /OpenEncodeSessionEx failed: (out of memory \(10\)|incompatible client key \(21\))/,
    reason: 'all encode sessions are in use or the video memory is full',
  },
  {
    text: /OpenEncodeSessionEx failed: unsupported device \(2\)|No capable devices found/,
    reason: 'this GPU has no encoder',
  },
  {
    text: /Codec not supported|doesn't support required NVENC features|10 bit encode not supported/,
    reason: 'this GPU lacks the codec',
  },
  {
    text: /No VA display found|Failed to initialise VAAPI connection/,
    reason: 'no render node, no permission on it (group render), or no VAAPI driver',
  },
  {
    text: /-542398533|Error creating a MFX session|Error initializing an MFX session/,
    reason: 'no oneVPL or MediaSDK runtime',
  },
  { text: /Unknown encoder/, reason: 'not built into this ffmpeg' },
];

export interface TestEncode {
  code: number | null;
  stderr: string;
  timedOut: boolean;
}

export type EncoderVerdict = { available: true } | { available: false; reason: string };

/** Judges a test encode by its exit code alone, and explains a failure with the driver's own line. */
export function judgeEncode(ran: TestEncode): EncoderVerdict {
  if (ran.timedOut)
    return { available: false, reason: 'the test encode did not end within 20 s; the driver hangs' };
  if (ran.code === 0) return { available: true };
  const lines = ran.stderr.split('\n').map((line) => line.replace(/^\[[^\]]*\]\s*/, '').trim());
  for (const { text, reason } of VERDICTS) {
    const line = lines.find((one) => text.test(one));
    if (line) return { available: false, reason: `${reason}: ${line.slice(0, 300)}` };
  }
  const last = lines.filter((line) => line !== '').at(-1) ?? 'no output';
  return {
    available: false,
    reason: `the test encode failed (${ran.code ?? 'killed'}): ${last.slice(0, 300)}`,
  };
}
