import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LatePolicy } from '../exercises/exercise-definition.ts';
import { isTaken, lateSeconds, scoreAfterLateness } from './lateness.ts';
import { roundToHundredths, scoreOf } from './scoring.ts';
import type { TestVerdict } from './verdict.ts';

// What the schema of an exercise lets through: domain/exercises/exercise-definition.ts.
const percent = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 100 }) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: 100, noNaN: true }) },
);
const verdict = fc.constantFrom<TestVerdict>('accepted', 'accepted', 'accepted', 'wrong_answer', 'skipped');
const scoredTest = fc.record({
  verdict,
  weight: fc.oneof(fc.nat(1_000), fc.double({ min: 0, max: 1_000, noNaN: true })),
  group: fc.constantFrom(null, null, 'easy', 'hard'),
});
const scoredTests = fc.array(scoredTest, { minLength: 1, maxLength: 60 });
const penalty = fc.record(
  { kind: fc.constant('penalty' as const), percent_per_day: percent, at_most_percent: percent },
  { requiredKeys: ['kind'] },
);
const policy: fc.Arbitrary<LatePolicy | null> = fc.oneof(
  { weight: 4, arbitrary: penalty },
  { weight: 1, arbitrary: fc.constant({ kind: 'refuse' as const }) },
  { weight: 1, arbitrary: fc.constant(null) },
);
/** Mostly days, up to a year. */
const late = fc.oneof(fc.nat(10 * 86_400), fc.nat(366 * 86_400));
/** As they are stored: hundredths. */
const points = fc.nat(5_000_000).map((hundredths) => hundredths / 100);

/** Numbers near an end are drawn most, where a penalty is lost in the rounding: with fewer runs a wrong rule has passed. */
const runs = { numRuns: 1_000 };

/** What a hand-in of that lateness earns; one that is refused earns nothing. */
const earned = (score: number, seconds: number, rule: LatePolicy | null): number =>
  isTaken(seconds, rule) ? scoreAfterLateness(score, seconds, rule) : 0;

test('GRD-3: points are never below nothing nor above what there is, on time or late', () => {
  fc.assert(
    fc.property(scoredTests, late, policy, (tests, seconds, rule) => {
      const { score, maxScore } = scoreOf(tests);
      for (const reached of [score, earned(score, seconds, rule)]) {
        expect(reached).toBeGreaterThanOrEqual(0);
        expect(reached).toBeLessThanOrEqual(maxScore);
      }
    }),
    runs,
  );
});

test('GRD-3: all accepted earns everything, and one more that is accepted never costs points', () => {
  fc.assert(
    fc.property(scoredTests, fc.nat(), (tests, any) => {
      const accepted = tests.map((test) => ({ ...test, verdict: 'accepted' as const }));
      const { score, maxScore } = scoreOf(accepted);
      expect(score).toBe(maxScore);
      const mended = tests.with(any % tests.length, accepted[any % tests.length]!);
      expect(scoreOf(mended).score).toBeGreaterThanOrEqual(scoreOf(tests).score);
    }),
    runs,
  );
});

test('GRD-5: who hands in later never earns more for the same, and never more than who is on time', () => {
  fc.assert(
    fc.property(points, late, late, policy, (score, one, other, rule) => {
      const [sooner, later] = [Math.min(one, other), Math.max(one, other)];
      expect(earned(score, later, rule)).toBeLessThanOrEqual(earned(score, sooner, rule));
      expect(earned(score, sooner, rule)).toBeLessThanOrEqual(score);
      expect(earned(score, 0, rule)).toBe(score);
    }),
    runs,
  );
});

test('GRD-5: the whole penalty is never more than the policy’s most, whatever a day costs', () => {
  fc.assert(
    fc.property(points, late, penalty, (score, seconds, rule) => {
      const most = rule.at_most_percent ?? 100;
      expect(scoreAfterLateness(score, seconds, rule)).toBeGreaterThanOrEqual(
        roundToHundredths(score * (1 - most / 100)),
      );
    }),
    runs,
  );
});

test('GRD-5: lateness is never below nothing, and grows with the time of submission', () => {
  const time = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(time, time, time, (due, one, other) => {
      const [sooner, later] = one < other ? [one, other] : [other, one];
      expect(lateSeconds(sooner, due)).toBeGreaterThanOrEqual(0);
      expect(lateSeconds(later, due)).toBeGreaterThanOrEqual(lateSeconds(sooner, due));
      expect(lateSeconds(later, null)).toBe(0);
    }),
    runs,
  );
});
