/** One measured number beside its baseline of the same run. */
export type Figure = {
  bench: string;
  /** What was measured, e.g. 'p50'. */
  metric: string;
  value: number;
  unit: string;
  /** What the value is compared with, in words; null where there is nothing fair to compare with. */
  baseline: string | null;
  baselineValue: number | null;
  /** What the project wants of value / baseline value (or of the value itself without a baseline), e.g. '≤ 1.5'. */
  reach: string;
  /** Whether that was reached in this run. */
  reached: boolean;
};

export type BenchOptions = {
  /** Fewer repetitions, to see that a bench works; its figures mean nothing. */
  quick: boolean;
  /** Tells a person what is going on. */
  report(line: string): void;
};

/** A benchmark. It starts what it needs and leaves nothing behind. */
export type Bench = { name: string; run(options: BenchOptions): Promise<Figure[]> };

/** value / baseline value, or null without a baseline. */
export function ratioOf(figure: Figure): number | null {
  return figure.baselineValue ? figure.value / figure.baselineValue : null;
}
