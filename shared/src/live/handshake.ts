import { z } from 'zod';

/** socket.io namespace of the live feed. */
export const LIVE_NAMESPACE = '/live';

/**
 * `auth` of the socket handshake, one of three: the operator of the farm sees all of it, a person or an API key the
 * work of one workspace. Anything else is refused before any message.
 */
export const liveHandshakeSchema = z.union([
  z.object({ adminSecret: z.string().min(1) }),
  z.object({ apiKey: z.string().min(1) }),
  z.object({
    /** Access token of a login, without the word Bearer. */
    token: z.string().min(1),
    /** Which of the person's workspaces; absent: the one of the token. */
    workspace: z.string().optional(),
  }),
]);
export type LiveHandshake = z.infer<typeof liveHandshakeSchema>;
