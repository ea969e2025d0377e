import { Model } from 'objection';
import type { Knex } from 'knex';

/** A wish to be erased, and how far it has come. */
export class Erasure extends Model {
  static override tableName = 'erasures';

  declare id: string;
  declare organisation_id: string;
  declare user_id: string;
  /** Themselves, a parent or a superadmin. */
  declare requested_by: string;
  declare status: 'waiting' | 'erasing' | 'erased' | 'cancelled';
  declare requested_at: Date;
  /** Until then it can be taken back. */
  declare due_at: Date;
  declare finished_at: Date | null;
  declare farewell_mail_id: string | null;
}

/**
 * The children whom nobody could act for any more without this parent: they have no address of their own to sign in with, and no other parent.
 * They are erased along with the parent.
 * @param trx in the organisation's scope
 */
export async function findChildrenAlone(
  trx: Knex.Transaction,
  parentId: string,
): Promise<{ id: string; name: string }[]> {
  return trx('guardianships')
    .join('users', 'users.id', 'guardianships.child_id')
    .where({ parent_id: parentId, email: null, deleted_at: null })
    .whereNotExists(
      trx('guardianships as others')
        .select(trx.raw('1'))
        .whereRaw('others.child_id = guardianships.child_id and others.parent_id <> ?', [parentId]),
    )
    .orderBy('name')
    .select<{ id: string; name: string }[]>('users.id', 'users.name');
}

/** Those of them who are not being erased already. */
export async function findGoingAlong(trx: Knex.Transaction, parentId: string): Promise<string[]> {
  const alone = (await findChildrenAlone(trx, parentId)).map(({ id }) => id);
  const unfinished = await Erasure.query(trx)
    .whereIn('user_id', alone)
    .whereIn('status', ['waiting', 'erasing']);
  return alone.filter((id) => !unfinished.some(({ user_id: userId }) => userId === id));
}
