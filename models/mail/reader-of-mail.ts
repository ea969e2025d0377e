import type { Knex } from 'knex';
import { User } from '#models/accounts/user.ts';
import type { Mail } from './mail.ts';

/**
 * In what language and time zone a mail is read: its reader's; for who has no account that we know of, its writer's, who knows whom they invite.
 * @param trx in the mail's organisation scope
 * @returns nothing of what neither of them says
 */
export async function readerOfMail(
  trx: Knex.Transaction,
  { user_id: reader, written_by: writer }: Pick<Mail, 'user_id' | 'written_by'>,
): Promise<{ language?: string; timeZone?: string }> {
  const person = reader ?? writer;
  const user = person === null ? undefined : await User.query(trx).findById(person);
  return user ? { language: user.language, timeZone: user.time_zone } : {};
}
