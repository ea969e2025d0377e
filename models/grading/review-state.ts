/** How a hand-in stands with those who review it; null: nothing to say yet, or a newer attempt is what matters. */
export type ReviewState = 'waiting' | 'answered';

/**
 * The review state of a row of `submissions` as an SQL expression. Answered: a trainer or admin had the last word, by a comment or by letting
 * their own judgement stand. Waiting: graded, without an answer, and the newest attempt of its student.
 */
export const reviewState = `case
    when submissions.purpose <> 'attempt' or submissions.status <> 'graded' then null
    when coalesce(
      (select author_id <> submissions.user_id
          and not exists (select from guardianships where parent_id = author_id and child_id = submissions.user_id)
        from submission_comments where submission_id = submissions.id order by id desc limit 1),
      (select reason = 'override' from gradings where gradings.id = submissions.grading_id),
      false) then 'answered'
    when exists (select from submissions newer where newer.exercise_id = submissions.exercise_id and newer.user_id = submissions.user_id
      and newer.purpose = 'attempt' and newer.status <> 'cancelled' and newer.attempt > submissions.attempt) then null
    else 'waiting'
  end`;
