import type { SandboxLimits, SandboxTestResult, TestEnding } from '../types.ts';

/** The one protection a control leaves out. The outer bounds stay: 1 GB, 2,000 processes, 10 s, a sized work folder. */
export type Protection =
  | 'seccomp'
  | 'process limit'
  | 'memory limit'
  | 'time limit'
  | 'output limit'
  | 'folder size'
  | 'folder inodes'
  | 'file size limit'
  | 'descriptor limit'
  | 'core limit'
  | 'no shared memory'
  | 'read-only root'
  | 'dropped capabilities'
  | 'no new privileges'
  | 'runner is process 1'
  | 'undumpable runner'
  | 'ending left-overs'
  | 'clearing the work folder'
  | 'separate value channel'
  | 'depth of values'
  | 'comparison outside';

/** A hostile Python program. It prints `breach: …` when it got what it wanted, and `held: …` when it did not. */
export type Attack = {
  name: string;
  /** Runs with `step` set; `libc`, `syscall`, `held` and `breach` are there (see prelude.ts). */
  source: string;
  /** One test a step, one after the other in one container; ['run'] when absent. */
  steps?: string[];
  /** A wall limit of its own, in ms, for what only the clock can end. */
  wallMs?: number;
  /** How each step may end in the sandbox; all `exited` when absent. */
  endings?: TestEnding[];
  /** More that must hold in the sandbox. Throws (by expect) when not. */
  verify?: (results: SandboxTestResult[]) => void;
  control: {
    without: Protection;
    /** Only for controls whose protection is a limit of the job. */
    limits?: Partial<SandboxLimits>;
    /** What shows that the attack works without the protection; a `breach:` on standard output when absent. */
    shows?: (results: SandboxTestResult[], broken: string | null) => boolean;
  };
};
