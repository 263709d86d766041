import { OUTPUT_FORMATS } from '@farm/shared/tools';
import { judgeTool, runTool } from '../../tools/index.js';
import { makePreviews } from '../../render/index.js';
import { RenderFailure } from '../../render/render-failure.js';
import type { Step, ToolContext } from './step.js';

/** Carries out the plan of a tool. */
export const toolStep: Step<ToolContext> = {
  name: 'tool',
  phase: 'rendering',
  async run(context) {
    const { plan, files, folder, tools, capabilities, cores, engine, stallSeconds, signal } = context;
    const began = performance.now();
    const done = await runTool({
      ...{ plan, files, folder, tools, capabilities, cores, engine, stallSeconds, signal },
      onProgress: (ticks, total, fps) =>
        context.tell(total > 0 ? ticks / total : 0, { done: ticks, total, fps }),
    });
    context.expected = done.expected;
    context.warnings.push(...done.warnings);
    context.encoder = { engine, name: done.encoder, seconds: (performance.now() - began) / 1000 };
  },
};

/** Judges the file of a tool by ffprobe; films get a poster and a sprite sheet. */
export const judgeToolStep: Step<ToolContext> = {
  name: 'verify',
  phase: 'verifying',
  async run(context) {
    const { expected, tools, folder, signal } = context;
    if (!expected) throw new RenderFailure('internal', 'There is no file of a tool to verify.');
    const facts = (context.facts = await judgeTool(expected, tools, signal));
    const { file: path, format } = expected;
    const { contentType, kind } = OUTPUT_FORMATS[format];
    context.made.push({ role: 'master', path, fileName: `master.${format}`, contentType });
    if (kind !== 'video' || !expected.picture) return;
    const { width, height, frames } = facts;
    const previews = await makePreviews(
      path,
      { width, height, frames, fps: expected.picture.fps },
      folder,
      tools,
      signal,
    );
    const jpeg = { contentType: 'image/jpeg' };
    context.made.push(
      { role: 'poster', path: previews.poster, fileName: 'poster.jpg', ...jpeg },
      { role: 'sprite', path: previews.sprite, fileName: 'sprite.jpg', ...jpeg },
    );
  },
};
