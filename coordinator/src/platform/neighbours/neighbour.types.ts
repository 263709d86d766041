/** What must be the same in all coordinators of a farm; marks tell a difference and nothing else. */
export interface FarmMarks {
  secretMark: string;
  filesMark: string;
}

export interface CoordinatorRow extends FarmMarks {
  id: string;
  host: string;
}
