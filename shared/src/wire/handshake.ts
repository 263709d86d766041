import { z } from 'zod';

/** socket.io namespace of the conversation. */
export const AGENTS_NAMESPACE = '/agents';

/**
 * `auth` of the socket handshake. A joining agent shows its one-time token and may only say `join`;
 * a known one shows its credential. Anything else is refused before any event.
 */
export const handshakeSchema = z.union([
  z.object({ joinToken: z.string().min(1) }),
  z.object({ agentId: z.uuid(), credential: z.string().min(1) }),
]);
export type Handshake = z.infer<typeof handshakeSchema>;
