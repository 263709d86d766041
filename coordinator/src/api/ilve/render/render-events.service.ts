import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Response } from 'express';
import { FarmError } from '@farm/shared/errors';
import type { Output } from '../../../destinations/index.js';
import { isFinalJobState, JobWatch, type Job } from '../../../jobs/index.js';
import { Clock, type StopTimer } from '../../../platform/clock.js';
import { InjectLogger, type Logger } from '../../../platform/logger.js';
import { isGone } from '../../edge/gone.js';
import { RenderViews, type Viewer } from './render-views.service.js';

/** Proxies close what is silent for a minute. */
const BEAT_EVERY_MS = 15_000;
/** Then the caller connects again and shows its credentials anew. */
const LONGEST_LIFE_MS = 3600_000;
const RETRY_MS = 3000;

interface Stream {
  response: Response;
  since: number;
}

/** Renders as server-sent events: `state`, `progress`, and `end` as the last one; data is that of GET /v1/render/{id}. */
@Injectable()
export class RenderEvents implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly streams = new Set<Stream>();
  private stopTimer: StopTimer | undefined;

  constructor(
    private readonly views: RenderViews,
    private readonly watch: JobWatch,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.stopTimer = this.clock.every(BEAT_EVERY_MS, () => this.beat());
  }

  onApplicationShutdown(): void {
    this.stopTimer?.();
  }

  /** Streams until the render has ended or the caller goes. `lastId`: what a caller that comes again has seen. */
  async open(job: Job, viewer: Viewer, response: Response, lastId: string | undefined): Promise<void> {
    // A browser connects again after every end; 204 tells it that there is nothing more.
    if (
      isFinalJobState(job.state) &&
      lastId === this.views.tagOf(job, viewer, await this.views.outputsOf(job))
    )
      return void response.status(204).end();
    if (isGone(response)) return;
    const stream: Stream = { response, since: this.clock.now() };
    const show = this.showing(stream, viewer, lastId);
    const stop = this.watch.watch(job, { changed: show, closed: () => response.end() });
    if (!stop)
      throw new FarmError('unavailable', 'Too many requests wait for renders; poll, or try again later.', {
        details: { retryAfter: 5 },
      });
    response.on('close', () => {
      stop();
      this.streams.delete(stream);
    });
    this.streams.add(stream);
    start(response);
    show(job);
  }

  /**
   * One event after the other, always of the newest job: when the line is slow, what came between is left out, and the
   * end never is.
   */
  private showing(stream: Stream, viewer: Viewer, lastId: string | undefined): (job: Job) => void {
    let seen: Job | undefined;
    let next: Job | undefined;
    let sent = lastId;
    let busy = false;
    const pump = async (): Promise<void> => {
      busy = true;
      try {
        for (let job = next; job && !stream.response.writableEnded; job = next) {
          next = undefined;
          const outputs = await this.views.outputsOf(job);
          const id = this.views.tagOf(job, viewer, outputs);
          if (id !== sent) await this.send(stream, { job, seen, id, outputs }, viewer);
          sent = id;
          seen = job;
        }
      } catch (error) {
        this.logger.warn({ err: error }, 'a stream of events was cut');
        stream.response.destroy();
      } finally {
        busy = false;
      }
    };
    return (job) => {
      next = job;
      if (!busy) void pump();
    };
  }

  private async send(
    { response }: Stream,
    { job, seen, id, outputs }: { job: Job; seen: Job | undefined; id: string; outputs: Output[] },
    viewer: Viewer,
  ): Promise<void> {
    const data = JSON.stringify(await this.views.describe(job, viewer, outputs));
    const flows = response.write(`event: ${eventOf(job, seen)}\nid: ${id}\ndata: ${data}\n\n`);
    if (isFinalJobState(job.state)) response.end();
    else if (!flows) await drained(response);
  }

  private beat(): void {
    for (const { response, since } of this.streams)
      if (this.clock.now() - since > LONGEST_LIFE_MS) response.end();
      else if (!response.writableNeedDrain) response.write(': beat\n\n');
  }
}

function start(response: Response): void {
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  response.write(`retry: ${RETRY_MS}\n\n`);
}

function eventOf(job: Job, seen: Job | undefined): 'state' | 'progress' | 'end' {
  if (isFinalJobState(job.state)) return 'end';
  return seen?.state === job.state && seen.stage === job.stage ? 'progress' : 'state';
}

const drained = (response: Response): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.once('drain', done).once('close', done);
  });
