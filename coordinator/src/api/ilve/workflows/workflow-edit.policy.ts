import type { Issue } from '@farm/shared/errors';
import { readDefinition, type NewWorkflow, type WorkflowEdit } from '../../../workflows/index.js';
import type { CreateWorkflowDto, UpdateWorkflowDto } from './workflows.dto.js';

type Read<T> = { wanted: T; issues?: never } | { issues: Issue[]; wanted?: never };

export function toNewWorkflow(body: CreateWorkflowDto): Read<NewWorkflow> {
  const read = readDefinition(body.definition);
  if ('issues' in read) return { issues: read.issues };
  const wanted = {
    name: body.name.trim(),
    definition: read.definition,
    description: body.description ?? null,
    isActive: body.isActive ?? true,
    sourcePresetId: body.sourcePresetId ?? null,
  };
  return wanted.name === '' ? { issues: [NO_NAME] } : { wanted };
}

/** null clears the description and means "as it is" everywhere else. */
export function toWorkflowEdit(body: UpdateWorkflowDto): Read<WorkflowEdit> {
  const { name, description, isActive } = body;
  const read = body.definition == null ? undefined : readDefinition(body.definition);
  if (read && 'issues' in read) return { issues: read.issues };
  if (name?.trim() === '') return { issues: [NO_NAME] };
  return {
    wanted: {
      ...(name == null ? {} : { name: name.trim() }),
      ...(description === undefined ? {} : { description }),
      ...(isActive == null ? {} : { isActive }),
      ...(read ? { definition: read.definition } : {}),
    },
  };
}

const NO_NAME: Issue = { path: 'name', message: 'name must be a text of 1 to 200 characters' };
