import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { inTx, type Tx } from '../../platform/database/transaction.js';
import { likeText } from '../../platform/database/like-text.js';
import type { Page, PageQuery, User } from './people.types.js';
import { UserEntity } from './user.entity.js';

type WithHash = User & { passwordHash: string };

@Injectable()
export class UsersRepository {
  constructor(@InjectRepository(UserEntity) private readonly rows: Repository<UserEntity>) {}

  /** False when somebody has this e-mail address already. */
  async insert(user: WithHash, tx?: Tx): Promise<boolean> {
    const done = await inTx(this.rows, tx)
      .createQueryBuilder()
      .insert()
      .values(user)
      .orIgnore()
      .returning('id')
      .execute();
    return (done.raw as unknown[]).length > 0;
  }

  async get(id: string, tx?: Tx): Promise<WithHash | undefined> {
    return (await inTx(this.rows, tx).findOneBy({ id })) ?? undefined;
  }

  /** E-mail addresses are compared without case. */
  async byEmail(email: string, tx?: Tx): Promise<WithHash | undefined> {
    const row = await inTx(this.rows, tx)
      .createQueryBuilder('user')
      .where('lower(user.email) = lower(:email)', { email })
      .getOne();
    return row ?? undefined;
  }

  async change(
    id: string,
    change: { name?: string | null; passwordHash?: string; disabledAt?: Date | null },
    tx?: Tx,
  ): Promise<void> {
    await inTx(this.rows, tx).update({ id }, change);
  }

  /** Replaces a hash only where it is still the one that was checked: a new password is never undone. */
  async renewHash(id: string, old: string, renewed: string): Promise<void> {
    await this.rows.update({ id, passwordHash: old }, { passwordHash: renewed });
  }

  async page(query: PageQuery & { search?: string | undefined }): Promise<Page<User>> {
    const found = this.rows.createQueryBuilder('user');
    if (query.search)
      found.where("user.email ILIKE :part OR coalesce(user.name, '') ILIKE :part", {
        part: `%${likeText(query.search)}%`,
      });
    const [rows, total] = await found
      .orderBy('user.createdAt', 'ASC')
      .addOrderBy('user.id', 'ASC')
      .skip((query.page - 1) * query.limit)
      .take(query.limit)
      .getManyAndCount();
    return { rows: rows.map(toUser), total };
  }
}

/** The person without the hash of the password, for everything that answers. */
export const toUser = ({ id, email, name, createdAt, disabledAt }: User): User => ({
  id,
  email,
  name,
  createdAt,
  disabledAt,
});
