import { join } from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { readJson, writeAtomically } from '../platform/atomic-file.js';

const identitySchema = z.object({
  agentId: z.uuid(),
  /** Absent until the coordinator took the agent in. */
  credential: z.string().optional(),
});
export type Identity = z.infer<typeof identitySchema>;

/** Who this agent is, kept between restarts in identity.json (0600). */
export class IdentityFile {
  private readonly path: string;

  constructor(dataDir: string) {
    this.path = join(dataDir, 'identity.json');
  }

  /** The stored identity; a new agent gets its id here, before it joins, so that a join may be repeated. */
  async load(): Promise<Identity> {
    const parsed = identitySchema.safeParse(await readJson(this.path));
    if (parsed.success) return parsed.data;
    const fresh = { agentId: uuidv7() };
    await this.save(fresh);
    return fresh;
  }

  async save(identity: Identity): Promise<void> {
    await writeAtomically(this.path, `${JSON.stringify(identity)}\n`, 0o600);
  }
}
