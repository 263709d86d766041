import type { UploadGrant, UploadReceipt } from '@farm/shared/storage';
import type { OutputFile, Provider } from '../destination.types.js';

/** What is stored in the end. */
export interface Delivered {
  sizeBytes: number;
  /** Null: nobody can read it by a URL alone. */
  url: string | null;
  key: string;
}

/** What a driver wants to remember between calls; only the driver that wrote it reads it. Kept sealed. */
export type Session = unknown;

/** A grant for the agent, and what the driver wants to see again at the next call. */
export interface Opened {
  grant: UploadGrant;
  session: Session;
}

/**
 * The port to storage of a customer. The coordinator holds the secrets and speaks to the provider's control side;
 * the bytes go from the agent to the provider with the grant. Every rejection is a DestinationProblem: a sentence
 * for the customer, without secrets.
 */
export interface DestinationDriver {
  readonly provider: Provider;
  /** Creates and deletes a small real object below the prefix. */
  test(prefix: string): Promise<void>;
  /** Opens an upload, or goes on with one: `session` is what an earlier call returned for the same key and file. */
  open(key: string, file: OutputFile, session?: Session): Promise<Opened>;
  /** Completes with the agent's receipt, and verifies that the stored object has the right size. */
  finish(key: string, file: OutputFile, session: Session, receipt: UploadReceipt): Promise<Delivered>;
  /** Forgets an unfinished upload. Never needed for correctness: it frees storage. */
  abort(key: string, session: Session): Promise<void>;
  /** Lets go of connections. */
  close(): void;
}
