import type { BeforeApplicationShutdown } from '@nestjs/common';
import { WebSocketGateway, type OnGatewayConnection, type OnGatewayInit } from '@nestjs/websockets';
import { FarmError } from '@farm/shared/errors';
import { LIVE_ANSWERS, LIVE_NAMESPACE, type LiveHandshake, type LiveScope } from '@farm/shared/live';
import type { Namespace, Socket } from 'socket.io';
import { Clock } from '../../platform/clock.js';
import { InjectLogger, type Logger } from '../../platform/logger.js';
import { LiveDoor } from './live-door.service.js';
import { LiveFeed } from './live-feed.service.js';

interface SocketFacts {
  scope: LiveScope;
  shown: LiveHandshake;
}

/** A watcher whose credentials ended is sent away after this, ms. */
const ADMIT_AGAIN_MS = 60_000;

/** The door of dashboards: judge the handshake, enter the room of its scope, pass answers on. No rules here. */
@WebSocketGateway({ namespace: LIVE_NAMESPACE, serveClient: false })
export class LiveGateway implements OnGatewayInit, OnGatewayConnection, BeforeApplicationShutdown {
  private namespace: Namespace | undefined;
  private stopTimer: (() => void) | undefined;

  constructor(
    private readonly door: LiveDoor,
    private readonly feed: LiveFeed,
    private readonly clock: Clock,
    @InjectLogger() private readonly logger: Logger,
  ) {}

  afterInit(namespace: Namespace): void {
    this.namespace = namespace;
    namespace.use((socket, next) => void this.admit(socket, next));
    // `local`: watchers of other coordinators are theirs. One encoding for all in a delivery.
    this.feed.onDelivery({
      send: ({ ids, message }) => {
        const [[name, body] = []] = Object.entries(message);
        if (name) namespace.local.to(ids).emit(name, body);
      },
      isFree: (id) => isDrained(namespace.sockets.get(id)),
    });
    this.stopTimer = this.clock.every(ADMIT_AGAIN_MS, () => void this.admitAgain());
  }

  handleConnection(socket: Socket): void {
    const room = this.feed.enter((socket.data as SocketFacts).scope, socket.id);
    socket.on('seen', (seq: unknown) => {
      const seen = LIVE_ANSWERS.seen.safeParse(seq);
      if (seen.success) room.seen(socket.id, seen.data);
    });
    socket.on('look', () => room.lookAgain(socket.id));
    socket.on('disconnect', () => this.feed.leave(room, socket.id));
  }

  beforeApplicationShutdown(): void {
    this.stopTimer?.();
    for (const socket of this.namespace?.sockets.values() ?? []) socket.disconnect(true);
  }

  /** Tokens run out, keys are revoked, people leave workspaces: an open socket must not outlive that. */
  async admitAgain(): Promise<void> {
    for (const socket of [...(this.namespace?.sockets.values() ?? [])])
      try {
        await this.door.scopeOf((socket.data as SocketFacts).shown);
      } catch (error) {
        if (error instanceof FarmError) socket.disconnect(true);
      }
  }

  private async admit(socket: Socket, next: (error?: Error) => void): Promise<void> {
    try {
      Object.assign(socket.data as SocketFacts, await this.door.admit(socket.handshake.auth));
      next();
    } catch (error) {
      if (error instanceof FarmError)
        return next(Object.assign(new Error(error.message), { data: { code: error.code } }));
      // No database, no judgement: hanging up makes the watcher dial again.
      this.logger.warn({ err: error }, 'a watcher could not be judged');
      socket.conn.close();
    }
  }
}

/** The last bytes that were sent have left. Whoever asks and does not read gets nothing more: it would pile up here. */
const isDrained = (socket: Socket | undefined): boolean => socket?.conn.transport.writable ?? false;
