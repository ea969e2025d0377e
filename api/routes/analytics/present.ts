import type { Static } from 'typebox';
import type { AtRiskRow } from '#models/progress/find-at-risk.ts';
import { pictureUrl } from '#api/picture-url.ts';
import type { StudentAtRisk } from '#api/schemas/analytics.ts';

/** A student at risk with the reasons, as the API answers. */
export function presentAtRisk(row: AtRiskRow): Static<typeof StudentAtRisk> {
  return {
    student: { id: row.id, name: row.name, picture_url: pictureUrl(row) },
    overdue: row.overdue_since && {
      exercises: row.overdue,
      oldest_due_at: row.overdue_since.toISOString(),
    },
    quiet: row.quiet_since && { since: row.quiet_since.toISOString(), exercises: row.quiet_due },
    stuck:
      row.stuck === 0
        ? null
        : {
            exercises: row.stuck,
            most: {
              exercise: { slug: row.stuck_slug!, title: row.stuck_title! },
              attempts: row.stuck_attempts!,
            },
          },
  };
}
