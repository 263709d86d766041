/** A job whose files are to go. */
export interface ForgottenJob {
  id: string;
  workspaceId: string;
  /** Attempts that may have written what nobody published, when their rows go too. */
  unfinished?: string[];
}

/** The attempts of a row of `jobs` that may have written what nobody published; for `RETURNING`. */
export const UNFINISHED = `ARRAY(
  SELECT a.id FROM attempts a
  WHERE a.job_id = jobs.id AND a.state <> 'done' AND a.upload_keys <> '{}') AS unfinished`;
