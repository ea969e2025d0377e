/** Where a mark stands: behind the reader, half of it (read, with exercises open), under their feet, or ahead; `ok`, `bad`, `warn` and `skipped` mark results. */
export type BlazeState = 'done' | 'half' | 'here' | 'ahead' | 'ok' | 'bad' | 'warn' | 'skipped';

export type TrailStop = {
  id: string;
  label: string;
  state: 'done' | 'half' | 'here' | 'ahead';
  href?: string;
  /** A few words below the label: minutes, a date. */
  detail?: string;
};
