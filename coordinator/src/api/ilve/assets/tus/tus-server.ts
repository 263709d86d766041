import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Server, type Upload } from '@tus/server';
import type { Request, Response } from 'express';
import {
  AssetUploadsService,
  ResumableUploadsService,
  type ResumableFacts,
} from '../../../../assets/index.js';
import { InjectConfig, type CoordinatorConfig } from '../../../../platform/config/config.js';
import { EXPOSED } from '../../../../platform/http/cross-origin.js';
import { originOf } from '../../../../platform/http/origin.js';
import { toProblem } from '../../../../platform/http/problem.js';
import { requestIdOf } from '../../../../platform/http/request-id.middleware.js';

export const TUS_PATH = '/v1/assets/tus';

/** A creation that was allowed. */
export interface Ticket {
  id: string;
  facts: ResumableFacts;
}

type TusRequest = Parameters<Server['handleWeb']>[0];

/** The tus protocol over our store. Who may do what was decided before a request comes here. */
@Injectable()
export class TusServer {
  private readonly tickets = new WeakMap<IncomingMessage, Ticket>();
  private readonly server: Server;

  constructor(
    private readonly resumable: ResumableUploadsService,
    private readonly uploads: AssetUploadsService,
    @InjectConfig() config: CoordinatorConfig,
  ) {
    this.server = new Server({
      path: TUS_PATH,
      datastore: resumable.store,
      maxSize: config.uploadLimit,
      // tus writes these headers itself, over those of cross-origin.ts.
      exposedHeaders: EXPOSED,
      ...(config.corsOrigins.includes('*')
        ? {}
        : { allowedOrigins: (origin: string) => config.corsOrigins.includes(origin) }),
      // A caller that comes back need not wait long for its own dead request.
      lockDrainTimeout: 1000,
      namingFunction: (request) => this.ticketOf(request).id,
      generateUrl: (request, { id }) => this.address(nodeRequest(request), id),
      getFileIdFromRequest: (request) => new URL(request.url).pathname.split('/').pop(),
      onUploadCreate: (request) => Promise.resolve({ metadata: this.ticketOf(request).facts }),
      onUploadFinish: async (_request, upload: Upload) => {
        await this.resumable.finish(upload);
        return {};
      },
      onResponseError: (request, error) => {
        if ('status_code' in error) return undefined;
        const { status, body } = toProblem(error, requestIdOf(nodeRequest(request)));
        return { status_code: status, body: `${body.error}\n` };
      },
    });
  }

  async handle(request: Request, response: Response, ticket?: Ticket): Promise<void> {
    if (ticket) this.tickets.set(request, ticket);
    await this.server.handle(request, response);
  }

  /** The address of an upload authorises itself, like an upload URL. */
  private address(request: Request, id: string): string {
    return `${originOf(request)}${TUS_PATH}/${id}?${this.uploads.signedQuery(id)}`;
  }

  private ticketOf(request: TusRequest): Ticket {
    const ticket = this.tickets.get(nodeRequest(request));
    if (!ticket) throw new Error('A tus upload was to be created without a ticket.');
    return ticket;
  }
}

function nodeRequest(request: TusRequest): Request {
  // tus hands on the request of srvx, whose types are not among its own.
  const node = (request as { runtime?: { node?: { req?: unknown } } }).runtime?.node?.req;
  if (!node) throw new Error('A tus request did not come from Node.');
  return node as Request;
}
