import { Model } from 'objection';
import type {
  ExerciseKind,
  ExerciseLanguage,
  ExerciseLimits,
  FilesByLanguage,
  LatePolicy,
} from '#domain/exercises/exercise-definition.ts';

/** An exercise as it was at one time; immutable, because submissions are judged by it. */
export class ExerciseVersion extends Model {
  static override tableName = 'exercise_versions';
  static override jsonAttributes = ['limits', 'late_policy', 'starter', 'solution', 'hints'];

  declare id: string;
  declare organisation_id: string;
  declare exercise_id: string;
  declare number: number;
  declare title: string;
  declare statement_md: string;
  declare kind: ExerciseKind;
  declare difficulty: number;
  declare languages: ExerciseLanguage[];
  declare limits: ExerciseLimits;
  declare max_attempts: number | null;
  declare due_at: Date | null;
  declare late_policy: LatePolicy | null;
  declare starter: FilesByLanguage;
  declare solution: FilesByLanguage;
  declare hints: string[];
  declare content_hash: string;
  declare created_by: string | null;
  declare created_at: Date;
}
