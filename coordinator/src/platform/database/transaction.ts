import { Injectable } from '@nestjs/common';
import {
  DataSource,
  type EntityManager,
  type EntityTarget,
  type ObjectLiteral,
  type Repository,
} from 'typeorm';

/** An open transaction, handed on by hand. Only repositories look inside. */
export type Tx = EntityManager;

/** Opens transactions. Nothing inside `work` may use another connection. */
@Injectable()
export class Transactions {
  constructor(private readonly source: DataSource) {}

  run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.source.transaction(work);
  }
}

/** The same repository inside `tx`, or as it is. */
export function inTx<E extends ObjectLiteral>(rows: Repository<E>, tx?: Tx): Repository<E> {
  return tx ? tx.getRepository(rows.target as EntityTarget<E>) : rows;
}
