import type { Knex } from 'knex';
import { fieldFault } from '#domain/field-faults.ts';
import type { Charge } from '#models/progress/in-charge.ts';
import { ApiError } from '#api/errors.ts';
import type { Viewer } from '#api/viewer.ts';

/**
 * Whose figures are asked for.
 * @param trx in the viewer's organisation
 * @throws ApiError NOT_FOUND (no such course), VALIDATION_ERROR (an admin named none: an organisation has no bound, a trainer has twenty students)
 */
export async function chargeOf(
  trx: Knex.Transaction,
  { userId, role }: Viewer,
  course: string | undefined,
): Promise<Charge> {
  const reader = { userId, role };
  if (course === undefined) {
    if (role === 'trainer') return { reader, courseId: null };
    throw new ApiError('course_of_figures', {}, { reasons: { course: [fieldFault('required')] } });
  }
  const found = await trx('courses').where({ slug: course }).first<{ id: string } | undefined>('id');
  if (!found) throw new ApiError('no_such_course', { course });
  return { reader, courseId: found.id };
}
