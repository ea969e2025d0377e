import { Model } from 'objection';
import type {
  Checker,
  ExerciseTest as Definition,
  TestExpectation,
  TestInput,
} from '#domain/exercises/exercise-definition.ts';

/** One test of one exercise version; immutable. */
export class ExerciseTest extends Model {
  static override tableName = 'exercise_tests';
  static override idColumn = ['exercise_version_id', 'position'];
  static override jsonAttributes = ['input', 'expected', 'checker'];

  declare organisation_id: string;
  declare exercise_version_id: string;
  declare position: number;
  declare name: string;
  declare hidden: boolean;
  declare weight: number;
  declare test_group: string | null;
  declare input: TestInput;
  declare expected: TestExpectation | null;
  declare compare: string;
  declare checker: Checker | null;

  /** The test as authors write it. */
  toDefinition(): Definition {
    return {
      name: this.name,
      hidden: this.hidden,
      weight: this.weight,
      group: this.test_group,
      input: this.input,
      expected: this.expected,
      compare: this.compare,
      checker: this.checker,
    };
  }
}
