import type { Knex } from 'knex';
import { pseudonym } from '#domain/processes/erase-person.ts';
import { revokeSessions } from './session.ts';

/**
 * Holds a person still before they leave an organisation, so that what follows sees all there is: what they are handing in and whom they are adding
 * as their child at this moment is written before, and what comes later is refused by the database (`refuse_former_member`). Parents of one child who
 * leave at once come one after the other, so that the second sees whether the first has left. The person is locked before their membership, as by who adds a child,
 * and weaker than for deletion: rows that others write meanwhile point at the person, and need not wait. An erasure of theirs is locked before all of that.
 * @param trx in the organisation's scope; lasts until it ends
 */
export async function holdPerson(trx: Knex.Transaction, userId: string): Promise<void> {
  await trx('users')
    .where({ id: userId })
    .orWhereIn('id', trx('guardianships').where({ parent_id: userId }).select('child_id'))
    .orderBy('id')
    .forNoKeyUpdate()
    .select('id');
  await trx('memberships').where({ user_id: userId }).forUpdate().select('user_id');
}

/** Ends a person's membership: nobody is assigned to them, or they to anybody, their public profile and what they were told are gone and their sessions there are over. What they made is erased apart. After `holdPerson`. */
export async function leaveOrganisation(
  trx: Knex.Transaction,
  organisationId: string,
  userId: string,
): Promise<void> {
  await trx('trainer_assignments').where({ student_id: userId }).orWhere({ trainer_id: userId }).delete();
  await trx('guardianships').where({ parent_id: userId }).orWhere({ child_id: userId }).delete();
  await trx('public_profiles').where({ user_id: userId }).delete();
  await trx('notifications').where({ user_id: userId }).delete();
  await trx('notification_preferences').where({ user_id: userId }).delete();
  await eraseExcerpts(trx, userId);
  await trx('memberships').where({ user_id: userId }).update({ status: 'left' });
  await revokeSessions(trx, { user_id: userId, organisation_id: organisationId }, 'deleted');
}

/** Of what they said to others, and of what anybody said of their work to anybody else, the words go: the comments themselves are erased too (`erase_content`). */
async function eraseExcerpts(trx: Knex.Transaction, userId: string): Promise<void> {
  const withoutExcerpt = { parameters: trx.raw(`parameters || '{"excerpt": ""}'`) };
  const holdsExcerpt = `parameters ->> 'excerpt' <> ''`;
  const onTheirWork = trx('submission_comments')
    .join('submissions', 'submissions.id', 'submission_id')
    .where('submissions.user_id', userId);
  await trx('notifications').where({ actor_id: userId }).whereRaw(holdsExcerpt).update(withoutExcerpt);
  await trx('notifications')
    .whereIn('key', onTheirWork.clone().select(trx.raw(`'comment:' || submission_comments.id`)))
    .whereRaw(holdsExcerpt)
    .update(withoutExcerpt);
  await trx('mails')
    .where({ written_by: userId })
    .update({
      parameters: trx.raw(
        `parameters || case template when 'submission_commented' then ?::jsonb else ?::jsonb end`,
        [JSON.stringify({ authorName: pseudonym, excerpt: '' }), JSON.stringify({ inviterName: pseudonym })],
      ),
    });
  await trx('mails')
    .where({ template: 'submission_commented' })
    .whereIn('written_by', onTheirWork.clone().select('author_id'))
    .whereRaw(`parameters ->> 'submissionId' in (select id::text from submissions where user_id = ?)`, [
      userId,
    ])
    .whereRaw(holdsExcerpt)
    .update(withoutExcerpt);
}

/**
 * Erases what a person made in an organisation that they have left: code, output, comments. Verdicts, scores and progress stay.
 * @throws an error of PostgreSQL (WM004) while they are a member there
 */
export async function eraseContent(
  trx: Knex.Transaction,
  organisationId: string,
  userId: string,
): Promise<void> {
  await trx.raw('select erase_content(?, ?)', [userId, organisationId]);
}

/**
 * Erases who an account was. Its row stays, empty, because immutable rows (submissions, audit) point at it; nothing in it tells the person.
 * @param trx inside the scope of an organisation they have been in
 */
export async function emptyAccount(trx: Knex.Transaction, userId: string): Promise<void> {
  await trx('user_pictures').where({ user_id: userId }).delete();
  await trx('users').where({ id: userId }).update({
    email: null,
    name: pseudonym,
    password_hash: null,
    picture_hash: null,
    preferences: '{}',
    track: null,
    language: 'en',
    time_zone: 'UTC',
    email_verified_at: null,
    last_signed_in_at: null,
    deleted_at: trx.fn.now(),
  });
}
