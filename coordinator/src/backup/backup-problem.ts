/** What kind of obstacle it was, for the exit code of the command. */
export type ProblemKind = 'no-input' | 'cannot-create' | 'configuration' | 'unreachable';

/** A backup or a restore that cannot be done; the message says why and what to do. */
export class BackupProblem extends Error {
  constructor(
    readonly kind: ProblemKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'BackupProblem';
  }
}
