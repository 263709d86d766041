import type { ObjectLiteral, Repository } from 'typeorm';

/** How the rows of an entity are named in, and read from, a query written by hand. */
export interface PlainRows<E> {
  /** The columns that are read by default, of the table under this alias. */
  columns: string;
  read(row: Record<string, unknown>): E;
}

/**
 * For the few queries that every work order needs several times: the query builder costs the coordinator more than
 * the query costs the database. Names and conversions are the entity's, so there is one list of columns.
 */
export function plainRows<E extends ObjectLiteral>(rows: Repository<E>, alias: string): PlainRows<E> {
  const known = rows.metadata.columns
    .filter(({ isSelect }) => isSelect)
    .map(({ databaseName, propertyName, transformer }) => {
      const one = Array.isArray(transformer) ? undefined : transformer;
      return { databaseName, propertyName, name: `${alias}_${propertyName}`, from: one?.from.bind(one) };
    });
  return {
    columns: known.map(({ databaseName, name }) => `${alias}.${databaseName} AS "${name}"`).join(', '),
    read: (row) =>
      Object.fromEntries(
        known.map(({ propertyName, name, from }) => [propertyName, from ? from(row[name]) : row[name]]),
      ) as E,
  };
}
