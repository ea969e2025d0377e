import { dayBefore, streakOf } from './streak.ts';

/** Everything somebody can reach, in the order it is shown. The number in a name is how many it takes. */
export const achievementIds = [
  ...(['solved_1', 'solved_10', 'solved_25', 'solved_50'] as const),
  ...(['first_try_5', 'comeback_1'] as const),
  ...(['languages_2', 'languages_4'] as const),
  ...(['streak_7', 'streak_30'] as const),
  ...(['courses_1', 'courses_3'] as const),
] as const;
export type AchievementId = (typeof achievementIds)[number];

/** A miss is a graded attempt that was not accepted; after this many a solution counts as a comeback. */
export const missesBeforeComeback = 3;

/** What a person did, of one organisation; each list in any order. */
export type AchievementFacts = {
  /** One an exercise, at its first accepted attempt; `attempts` counts the graded ones up to and with it. */
  solved: { at: Date; attempts: number }[];
  /** When each language was first accepted in. */
  languages: Date[];
  /** How many languages there are exercises in. */
  languagesOffered: number;
  /** Calendar days (YYYY-MM-DD) in the person's time zone with anything done, and when that began. */
  days: { day: string; startedAt: Date }[];
  coursesCompleted: Date[];
};

export type Achievement = {
  id: AchievementId;
  /** When its threshold was passed; null while it is ahead. */
  earnedAt: Date | null;
  /** How far somebody has come: `count` of `of`. */
  count: number;
  of: number;
};

/**
 * What a person has reached and what is ahead of them. Nothing of it is stored: it is what their work adds up to (ACC-9).
 * @param today the calendar day in their time zone; only what counts of a streak under way depends on it
 * @returns one for each id, in their order
 */
export function achievementsOf(facts: AchievementFacts, today: string): Achievement[] {
  const counted: Record<string, Date[]> = {
    solved: facts.solved.map(({ at }) => at),
    first_try: facts.solved.filter(({ attempts }) => attempts === 1).map(({ at }) => at),
    comeback: facts.solved.filter(({ attempts }) => attempts > missesBeforeComeback).map(({ at }) => at),
    languages: facts.languages,
    courses: facts.coursesCompleted,
  };
  const inOrder = Object.fromEntries(
    Object.entries(counted).map(([family, moments]) => [
      family,
      moments.toSorted((one, other) => +one - +other),
    ]),
  );
  return achievementIds.map((id) => {
    const { family, of } = partsOf(id);
    if (family === 'streak') return streakAchievement(id, of, facts.days, today);
    const moments = inOrder[family]!;
    return { id, earnedAt: moments[of - 1] ?? null, count: Math.min(moments.length, of), of };
  });
}

/** What is earned, the newest first. */
export const earnedOf = (achievements: readonly Achievement[]): (Achievement & { earnedAt: Date })[] =>
  achievements
    .flatMap((one) => (one.earnedAt ? [{ ...one, earnedAt: one.earnedAt }] : []))
    .toSorted((one, other) => +other.earnedAt - +one.earnedAt);

/**
 * The next one of each family, the nearest first; more languages than are taught are nobody's next.
 * @param languagesOffered how many languages there are exercises in
 */
export function nextOf(achievements: readonly Achievement[], languagesOffered: number): Achievement[] {
  const next = new Map<string, Achievement>();
  for (const one of achievements) {
    const { family } = partsOf(one.id);
    const outOfReach = family === 'languages' && one.of > languagesOffered;
    if (one.earnedAt === null && !outOfReach && !next.has(family)) next.set(family, one);
  }
  return [...next.values()].toSorted((one, other) => other.count / other.of - one.count / one.of);
}

function partsOf(id: AchievementId): { family: string; of: number } {
  const cut = id.lastIndexOf('_');
  return { family: id.slice(0, cut), of: Number(id.slice(cut + 1)) };
}

/** Reached on the day that makes a run long enough, with the first thing done on it; what counts afterwards is the run under way. */
function streakAchievement(
  id: AchievementId,
  of: number,
  days: AchievementFacts['days'],
  today: string,
): Achievement {
  let [run, before, earnedAt] = [0, '', null as Date | null];
  for (const { day, startedAt } of days.toSorted((one, other) => (one.day < other.day ? -1 : 1))) {
    run = dayBefore(day) === before ? run + 1 : 1;
    before = day;
    if (run === of) earnedAt ??= startedAt;
  }
  const underWay = streakOf(
    days.map(({ day }) => day),
    today,
  ).days;
  return { id, earnedAt, count: Math.min(earnedAt ? of : underWay, of), of };
}
