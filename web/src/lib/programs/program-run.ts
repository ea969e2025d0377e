import type { Run } from '#lib/api/types.ts';

/** A run of code that somebody edited on a page. */
export type ProgramRun = Pick<Run, 'status' | 'our_fault' | 'result'> & {
  /** What it is read with. */
  key: string;
};

/** What a page's form came to, for the program that it was of. */
export type ProgramSent = {
  /** Which program of the page. */
  program: string;
  code: string;
  stdin: string;
  run?: ProgramRun;
  problem?: ProgramRefusal;
};

/** What the API said when it refused: the documented code, and which refusal it is. */
export type ProgramRefusal = { status: number; code?: string | undefined; reason?: string | undefined };

export const isOver = ({ status }: Pick<ProgramRun, 'status'>): boolean =>
  status === 'finished' || status === 'cancelled';
