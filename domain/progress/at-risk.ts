/**
 * When a student counts as at risk: by what is due and what they did, never by a guess. Each rule is a reason of its own that is told with the name.
 * The figures are choices: a week without a sign is what a weekly rhythm of lessons makes remarkable, and at the third failed attempt a word helps more than a fourth try.
 */
export const riskRule = {
  /** Overdue: an exercise of an active course was due within so many days, and is not solved. What is older is past helping. */
  overdueWithinDays: 30,
  /** Quiet: nothing done for so many days … */
  quietDays: 7,
  /** … while an unsolved exercise is due within so many. */
  dueWithinDays: 7,
  /** Stuck: so many graded attempts or more at one exercise without solving it … */
  stuckAttempts: 3,
  /** … the last of them within so many days. */
  stuckWithinDays: 14,
} as const;
