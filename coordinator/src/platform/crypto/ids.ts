import { v7, validate } from 'uuid';

/** A new UUIDv7: sortable by time. */
export const newId = (): string => v7();

export const isUuid = (text: unknown): text is string => typeof text === 'string' && validate(text);
