import { Injectable } from '@nestjs/common';
import type { FailureCode, WorkResult } from '@farm/shared/wire';
import { Metrics } from '../../platform/metrics/metrics.js';

/** Counts how attempts end. */
@Injectable()
export class AttemptMeters {
  private readonly ended;
  private readonly seconds;

  constructor(metrics: Metrics) {
    this.ended = metrics.counter(
      'framefarm_attempts_ended_total',
      'Attempts that ended here: done, or failed with a code of the protocol.',
      ['outcome', 'code'],
    );
    this.seconds = metrics.counter(
      'framefarm_render_seconds_total',
      'Wall seconds of the render steps of attempts that ended well.',
      ['engine'],
    );
  }

  done(result: WorkResult): void {
    this.ended.inc({ outcome: 'done', code: 'none' });
    if (!('renderedWith' in result)) return;
    const { engine, renderSeconds } = result.renderedWith;
    this.seconds.inc({ engine }, Math.max(0, renderSeconds));
  }

  failed(code: FailureCode): void {
    this.ended.inc({ outcome: 'failed', code });
  }
}
