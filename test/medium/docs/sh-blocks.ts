/** One shell block of a page. `skipped`: why the page says that it is not executed. */
export interface ShBlock {
  line: number;
  code: string;
  skipped: string | undefined;
}

const OPT_OUT = /^<!-- not executed: (.+) -->$/;

/**
 * The ```sh and ```bash blocks of a Markdown page in order. `<!-- not executed: why -->` on the line before a block leaves that
 * block out; in the first three lines of the page, all of them.
 */
export function shBlocks(page: string): ShBlock[] {
  const lines = page.split('\n');
  const whole = lines.slice(0, 3).flatMap((line) => OPT_OUT.exec(line)?.[1] ?? [])[0];
  const blocks: ShBlock[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (!/^```(sh|bash)$/.test(lines[at] ?? '')) continue;
    const end = lines.indexOf('```', at);
    const before = lines.slice(0, at).findLast((line) => line.trim() !== '') ?? '';
    const skipped = whole ?? OPT_OUT.exec(before)?.[1];
    blocks.push({ line: at + 1, code: lines.slice(at + 1, end).join('\n'), skipped });
    at = end;
  }
  return blocks;
}
