import type { Knex } from 'knex';
import { Enrolment } from './enrolment.ts';

/**
 * Enrols a person in a course. Asking again changes nothing; a cancelled enrolment becomes active again.
 * @param trx in the organisation's scope
 * @returns the enrolment, and whether it is new
 */
export async function enrol(
  trx: Knex.Transaction,
  who: { organisationId: string; userId: string; courseId: string },
): Promise<{ enrolment: Enrolment; created: boolean }> {
  const key = { organisation_id: who.organisationId, user_id: who.userId, course_id: who.courseId };
  const inserted = await trx('enrolments')
    .insert(key)
    .onConflict(['organisation_id', 'user_id', 'course_id'])
    .ignore()
    .returning('id');
  const revived = await trx('enrolments')
    .where({ ...key, status: 'cancelled' })
    .update({ status: 'active', enrolled_at: trx.fn.now(), completed_at: null });
  const enrolment = await Enrolment.query(trx).findOne(key).throwIfNotFound();
  const created = inserted.length > 0 || revived > 0;
  if (created)
    await trx('progress_events').insert({
      ...key,
      kind: 'course_enrolled',
      happened_at: enrolment.enrolled_at,
    });
  return { enrolment, created };
}
