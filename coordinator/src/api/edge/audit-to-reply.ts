import type { AuditEntry, Page } from '../../auth/index.js';
import type { AuditEntryDto, AuditListDto } from './audit.dto.js';
import { pageFacts, type Paging } from './paging.js';

export const auditToReply = (found: Page<AuditEntry>, paging: Paging): AuditListDto => ({
  entries: found.rows.map(entryToReply),
  ...pageFacts(found.total, paging),
});

const entryToReply = ({ at, ...entry }: AuditEntry): AuditEntryDto => ({ ...entry, at: at.toISOString() });
