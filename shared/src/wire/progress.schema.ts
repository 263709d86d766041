import { z } from 'zod';

export const phaseSchema = z.enum(['preparing', 'rendering', 'verifying', 'uploading']);
export type Phase = z.infer<typeof phaseSchema>;

/** Never falls within an attempt; 100 is not for agents to say: only the coordinator says it, after publication. */
export const progressSchema = z.object({
  phase: phaseSchema,
  percent: z.int().min(0).max(99),
  framesDone: z.int().nonnegative(),
  framesTotal: z.int().nonnegative(),
  fps: z.number().nonnegative().optional(),
});
export type Progress = z.infer<typeof progressSchema>;
