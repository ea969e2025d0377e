import { Model } from 'objection';

/** What a block holds besides its exercise: text has `markdown`, code has `language`, `code` and `caption`, and when it may be run `runnable` and perhaps `input`, an exercise may have a `note`. */
export type LessonBlockContent = {
  markdown?: string;
  language?: string;
  code?: string;
  caption?: string;
  runnable?: boolean;
  input?: string;
  note?: string;
};

/** A piece of a lesson, in order. */
export class LessonBlock extends Model {
  static override tableName = 'lesson_blocks';
  static override jsonAttributes = ['content'];

  declare id: string;
  declare organisation_id: string;
  declare lesson_id: string;
  declare position: number;
  declare kind: 'text' | 'code' | 'exercise';
  declare content: LessonBlockContent;
  declare exercise_id: string | null;
}
