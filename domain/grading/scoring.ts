import type { TestVerdict } from './verdict.ts';

export type ScoredTest = { verdict: TestVerdict; weight: number; group: string | null };

/**
 * Partial credit: a test outside any group counts its weight when it is accepted; a group counts the weights of all its tests
 * only when every one is accepted, so that guessing the easy cases of a group earns nothing. This is the rule of the
 * International Olympiad in Informatics for subtasks (https://ioinformatics.org/page/regulations/17).
 * @returns points reached and points possible, both rounded to hundredths
 */
export function scoreOf(tests: readonly ScoredTest[]): { score: number; maxScore: number } {
  const lost = new Set(
    tests.filter(({ group, verdict }) => group !== null && verdict !== 'accepted').map(({ group }) => group),
  );
  const earns = ({ verdict, group }: ScoredTest) =>
    verdict === 'accepted' && !(group !== null && lost.has(group));
  return { score: sumOfWeights(tests.filter(earns)), maxScore: sumOfWeights(tests) };
}

function sumOfWeights(tests: readonly ScoredTest[]): number {
  return roundToHundredths(tests.reduce((sum, { weight }) => sum + weight, 0));
}

export function roundToHundredths(points: number): number {
  return Math.round(points * 100) / 100;
}
