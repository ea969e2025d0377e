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
 * The children whom nobody could act for any more without this parent: they have no address of their own to sign in with, and no other parent, in whichever
 * organisation (`find_children_alone`). They are erased along with the parent.
 * @param trx in the scope of the organisation whose children are meant
 */
export async function findChildrenAlone(
  trx: Knex.Transaction,
  parentId: string,
): Promise<{ id: string; name: string }[]> {
  const { rows } = await trx.raw<{ rows: { id: string; name: string }[] }>(
    'select id, name from find_children_alone(?)',
    [parentId],
  );
  return rows;
}
