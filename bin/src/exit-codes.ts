/** What the exit code of `framefarm` means; the upper ones are those of sysexits.h. Documented in docs/cli.md. */
export const EXIT = {
  ok: 0,
  /** The work was tried and failed: a render that ended as failed or cancelled, a refused document. */
  failed: 1,
  /** The command line is wrong: unknown option, missing argument. */
  usage: 2,
  /** A file that was named cannot be read, or is not what it should be. */
  noInput: 66,
  /** The coordinator cannot be reached. */
  unreachable: 69,
  /** A fault of ours. */
  internal: 70,
  /** The result cannot be written. */
  cannotCreate: 73,
  /** The credentials were refused. */
  noPermission: 77,
  /** A setting is wrong, or something the machine needs is missing. */
  configuration: 78,
  /** Ended by Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The table as `framefarm --help` prints it. */
export const EXIT_CODES_HELP = `Exit codes:
  0    done
  1    the render failed or was cancelled, or the scene was refused
  2    wrong command line
  66   an input file cannot be read
  69   the coordinator cannot be reached
  70   a fault inside framefarm
  73   the result cannot be written
  77   the credentials were refused
  78   wrong settings, or something this machine needs is missing
  130  ended by Ctrl-C`;
