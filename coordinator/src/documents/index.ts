export { DOCUMENT_SORTS } from './document.types.js';
export type {
  DocumentChange,
  DocumentKind,
  DocumentQuery,
  DocumentSort,
  NewPicture,
  PictureRole,
  Shelf,
  StoredDocument,
} from './document.types.js';
export { DocumentsModule } from './documents.module.js';
export { DocumentsService } from './documents.service.js';
