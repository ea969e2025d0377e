import { Model } from 'objection';

/** A person's best result in an exercise; what the progress events add up to. */
export class ExerciseProgress extends Model {
  static override tableName = 'exercise_progress';
  static override idColumn = ['organisation_id', 'user_id', 'exercise_id'];

  declare organisation_id: string;
  declare user_id: string;
  declare exercise_id: string;
  declare attempts: number;
  declare best_score: number | null;
  declare max_score: number | null;
  declare solved_at: Date | null;
  declare last_graded_at: Date | null;
}
