/** A source file of a submission: a relative POSIX path without `..`, and its text. */
export type SourceFile = { name: string; content: string };

/** Limits of one test (and, where a language compiles, of the compilation, with the language's own factors). */
export type SandboxLimits = { cpuMs: number; wallMs: number; memoryKb: number; outputKb: number };

/** What one test is given. Never what is expected of it: the host compares. */
export type SandboxTest =
  | { kind: 'program'; stdin: string }
  /** Calls a function of the submission with JSON arguments; its JSON value comes back tagged. */
  | { kind: 'call'; call: string; args: unknown[] }
  /** Constructs a class with `args`, then calls methods in order; the value is the array of their results. */
  | { kind: 'class'; call: string; args: unknown[]; steps: { method: string; args: unknown[] }[] };

/** One job: a submission in one language and its tests, run in order in one single-use container. */
export type SandboxJob = {
  /** Names the job. A run under the id of a job that is still running ends the older one: whoever waited for it asks again under the same id. */
  id: string;
  language: string;
  files: SourceFile[];
  tests: SandboxTest[];
  limits: SandboxLimits;
};

/** How one test's process ended, from outside evidence (cgroup counters, wait4), not from what the submission says. */
export type TestEnding = 'exited' | 'signalled' | 'time_limit' | 'memory_limit' | 'output_limit';

export type SandboxTestResult = {
  ending: TestEnding;
  exitCode: number | null;
  signal: string | null;
  /** Cut at limits.outputKb; `outputCut` says so. As written: NUL stays, and a byte that is no UTF-8 is the half character U+DCFF. */
  stdout: string;
  /** Cut alike; NUL and broken bytes are U+FFFD. */
  stderr: string;
  outputCut: boolean;
  /** The value of a call or class test in the form of README.md; null when none came back, or one nested deeper than 200. */
  value: { json: unknown } | null;
  /** Which of cpu or wall ended a time_limit. */
  timeKind: 'cpu' | 'wall' | null;
  cpuMs: number;
  wallMs: number;
  memoryKb: number;
};

export type SandboxResult =
  /** `tests` stays empty where they were only told (`keepTests`). */
  | { outcome: 'completed'; compileOutput: string; tests: SandboxTestResult[]; imageDigest: string }
  | { outcome: 'compile_error'; compileOutput: string; imageDigest: string }
  /** The submission broke its own container twice (runner gone while Docker is healthy). Its own doing: no retry. `tests` holds what finished before. */
  | { outcome: 'runtime_error'; reason: string; tests: SandboxTestResult[]; imageDigest: string };

/** Thrown for a proven fault of daemon, host or image: never a grade, always retried by the caller. */
export type SandboxFaultCode = 'docker_unavailable' | 'image_missing' | 'host_fault' | 'no_tests_run';

/** A checker or output validator: runs in a container of its own with input, answer and output, but no submission. */
export type CheckerJob = {
  id: string;
  language: string;
  files: SourceFile[];
  cases: { input: string; answer: string; output: string }[];
  limits: SandboxLimits;
};
/**
 * `accepted` by exit code 0 (or 42); `wrong` by 1 (or 43), and by 2, which testlib's checkers end with for an output in a wrong format.
 * `failed`: the checker crashed on this output, ran out of a limit or ended with a code that means nothing; `message` says how.
 */
export type CheckerResult = { decision: 'accepted' | 'wrong' | 'failed'; message: string }[];

export type LanguageReadiness = { language: string; ready: boolean; reason: string | null };

export type SandboxRunOptions = {
  /**
   * Called as each test ends, in order; `rawValue` is what a call gave, or a checker's feedback, as it came. While what it returns is pending, the container is not read on.
   * What it throws or rejects with, `run` rejects with: it is no fault of the submission's.
   */
  onTest?: (index: number, result: SandboxTestResult, rawValue?: string) => void | Promise<void>;
  /** false: results are only told, so that not all of their output is held at once. */
  keepTests?: boolean;
  /** Cancels: kills the container; `run` rejects with the signal's reason. */
  signal?: AbortSignal;
};

export type Sandbox = {
  run(job: SandboxJob, options?: SandboxRunOptions): Promise<SandboxResult>;
  check(job: CheckerJob, options?: { signal?: AbortSignal }): Promise<CheckerResult>;
  /** Which languages' images are built; `reason` says in words what is waited for. */
  languages(): Promise<LanguageReadiness[]>;
  /** Builds (or finds by content hash) the images of the given languages, in order; progress as lines. */
  prepare(languages: string[], onProgress?: (line: string) => void): Promise<void>;
  /** Closes the pools and removes every container of this sandbox; those of others under the same label stay. */
  close(): Promise<void>;
};
