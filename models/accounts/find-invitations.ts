import type { Knex } from 'knex';
import type { InvitedRole } from './invitation.ts';

type Row = {
  id: string;
  email: string;
  role: InvitedRole;
  inviter_id: string;
  inviter_name: string;
  expires_at: Date;
  accepted_at: Date | null;
  created_at: Date;
};

const columns = [
  'invitations.id',
  'invitations.email',
  'role',
  'users.id as inviter_id',
  'users.name as inviter_name',
  'expires_at',
  'accepted_at',
  'invitations.created_at',
];

/** One page of an organisation's invitations, newest first, ready to be answered. */
export async function findInvitations(
  trx: Knex.Transaction,
  filter: { id?: string; page: number; pageSize: number },
) {
  const matching = trx('invitations').join('users', 'users.id', 'invited_by');
  if (filter.id) matching.where('invitations.id', filter.id);
  const [counted] = await matching.clone().count<{ count: string }[]>();
  const rows = await matching
    .select<Row[]>(columns)
    .orderBy('invitations.id', 'desc')
    .limit(filter.pageSize)
    .offset((filter.page - 1) * filter.pageSize);
  return {
    count: Number(counted!.count),
    rows: rows.map((row) => ({
      id: row.id,
      email: row.email,
      role: row.role,
      invited_by: { id: row.inviter_id, name: row.inviter_name },
      expires_at: row.expires_at.toISOString(),
      accepted_at: row.accepted_at?.toISOString() ?? null,
      created_at: row.created_at.toISOString(),
    })),
  };
}
