import { achievementsOf } from '#domain/people/achievements.ts';
import { calendarDay, daysUpTo } from '#domain/people/streak.ts';
import type { LearningFacts } from '#models/people/find-achievement-facts.ts';
import type { PublishedPerson } from '#models/people/public-profile.ts';
import { presentEarned } from '#api/present-achievements.ts';
import type { PublicPerson } from '#api/schemas/public-profile.ts';

const shownDays = 12 * 7;

/**
 * A person as anybody may see them: no e-mail, no ids, nothing of their organisation, no results of single submissions.
 * @param person.time_zone a known zone
 * @param now decides which day is today
 */
export function presentPerson(person: PublishedPerson, facts: LearningFacts, now: Date): PublicPerson {
  const today = calendarDay(now, person.time_zone);
  const began =
    facts.firstActiveAt && facts.firstActiveAt < person.joined_at ? facts.firstActiveAt : person.joined_at;
  const counts = new Map(facts.days.map(({ day, count }) => [day, count]));
  return {
    handle: person.handle,
    name: person.name,
    headline: person.headline,
    picture_url: person.picture_hash === null ? null : `/api/people/${person.handle}/picture`,
    learning_since: calendarDay(began, person.time_zone).slice(0, 7),
    achievements: person.shows_achievements ? presentEarned(achievementsOf(facts, today)) : null,
    courses: person.shows_courses
      ? facts.courses.map(({ title, completedAt }) => ({ title, completed_at: completedAt.toISOString() }))
      : null,
    activity: person.shows_activity
      ? daysUpTo(today, shownDays).map((day) => ({ day, count: counts.get(day) ?? 0 }))
      : null,
  };
}
