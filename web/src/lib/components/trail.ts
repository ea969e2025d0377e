/** Where a mark stands: behind the reader, under their feet, or ahead; `ok`, `bad`, `warn` and `skipped` mark results. */
export type BlazeState = 'done' | 'here' | 'ahead' | 'ok' | 'bad' | 'warn' | 'skipped';

export type TrailStop = {
  id: string;
  label: string;
  state: 'done' | 'here' | 'ahead';
  href?: string;
  /** A few words below the label: minutes, a date. */
  detail?: string;
};
