import { Model } from 'objection';
import type { Difference } from '#domain/grading/comparing/comparison.ts';
import type { Reason } from '#domain/grading/reason.ts';
import type { TestVerdict } from '#domain/grading/verdict.ts';

/** How one test of one grading ended. What it was given and what was expected is the exercise version's. */
export class GradingTest extends Model {
  static override tableName = 'grading_tests';
  static override idColumn = ['grading_id', 'position'];
  static override jsonAttributes = ['diff', 'reason'];

  declare organisation_id: string;
  declare grading_id: string;
  declare position: number;
  declare name: string;
  declare hidden: boolean;
  declare weight: number;
  declare test_group: string | null;
  declare verdict: TestVerdict;
  declare cpu_ms: number | null;
  declare wall_ms: number | null;
  declare memory_kb: number | null;
  declare reason: Reason | null;
  declare message: string | null;
  declare diff: Difference | null;
  declare output: string | null;
  declare output_cut: boolean;
}
