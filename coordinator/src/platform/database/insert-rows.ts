import type { ObjectLiteral, Repository } from 'typeorm';
import { inTx, type Tx } from './transaction.js';

/**
 * Writes rows that all have the same properties, in one statement with one parameter: a placeholder for each value
 * costs the coordinator more than the insert costs the database. Columns that are not named keep their defaults.
 */
export async function insertRows<E extends ObjectLiteral>(
  rows: Repository<E>,
  fresh: readonly object[],
  tx: Tx,
): Promise<void> {
  const [first] = fresh as readonly Record<string, unknown>[];
  if (!first) return;
  const { metadata, manager } = inTx(rows, tx);
  const columns = metadata.columns.filter(({ propertyName }) => first[propertyName] !== undefined);
  const names = columns.map(({ databaseName }) => databaseName).join(', ');
  const records = (fresh as readonly Record<string, unknown>[]).map((row) =>
    Object.fromEntries(columns.map(({ databaseName, propertyName }) => [databaseName, row[propertyName]])),
  );
  await manager.query(
    `INSERT INTO ${metadata.tableName} (${names})
     SELECT ${names} FROM jsonb_populate_recordset(NULL::${metadata.tableName}, $1::jsonb)`,
    [JSON.stringify(records)],
  );
}
