import { Injectable } from '@nestjs/common';
import { WorkspacesRepository, type Member, type Workspace } from './workspaces.repository.js';

/** Workspaces and the people in them. */
@Injectable()
export class WorkspacesService {
  constructor(private readonly rows: WorkspacesRepository) {}

  get(id: string): Promise<Workspace | undefined> {
    return this.rows.workspace(id);
  }

  member(id: string): Promise<Member | undefined> {
    return this.rows.member(id);
  }
}
