/** What a dialect keeps: `project` is iLVE's. */
export type DocumentKind = 'project';

/** A picture of a document: a file in the farm's storage, or an address elsewhere. */
export type Picture = { key: string; contentType: string } | { url: string };
export type PictureRole = 'thumbnail' | 'sprite';
export type Pictures = Partial<Record<PictureRole, Picture>>;

/** An editable document that a dialect keeps for its clients. */
export interface StoredDocument {
  id: string;
  workspaceId: string;
  kind: DocumentKind;
  name: string;
  description: string | null;
  /** The client's own JSON, word for word; null when there is none, or when a list left out a big one. */
  body: object | null;
  /** Of the body as JSON text. */
  bodyBytes: number;
  pictures: Pictures;
  /** Seconds, with fraction. */
  duration: number | null;
  width: number | null;
  height: number | null;
  /** How its newest render went, in the dialect's words. */
  status: string | null;
  renderJobId: string | null;
  outputUrl: string | null;
  processedAt: Date | null;
  lastOpenedAt: Date | null;
  createdBy: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** Fields that a client writes; an absent one stays as it is. */
export type DocumentChange = Partial<
  Pick<
    StoredDocument,
    | 'name'
    | 'description'
    | 'body'
    | 'duration'
    | 'width'
    | 'height'
    | 'status'
    | 'renderJobId'
    | 'outputUrl'
    | 'processedAt'
    | 'lastOpenedAt'
  >
> & {
  /** New pictures: bytes in base64 or an address; null removes one. */
  pictures?: Partial<Record<PictureRole, NewPicture | null>>;
};
export type NewPicture = { base64: string } | { url: string };

export const DOCUMENT_SORTS = ['created_at', 'updated_at', 'name', 'duration'] as const;
export type DocumentSort = (typeof DOCUMENT_SORTS)[number];

export interface DocumentQuery {
  /** Part of name or description, without case. */
  search?: string | undefined;
  sortBy: DocumentSort;
  sortOrder: 'asc' | 'desc';
  page: number;
  limit: number;
}

/** Whose documents, and of which kind: every look-up names both. */
export interface Shelf {
  workspaceId: string;
  kind: DocumentKind;
}
