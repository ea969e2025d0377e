import type { SandboxJob, SandboxLimits, SourceFile } from '../types.ts';

/** What is started in the container for a job. Paths are those inside the image. */
export type LanguagePlan = {
  /** Files put into the work folder, the submission's and the language's own (a harness). */
  files: SourceFile[];
  /** Compiles or checks; nothing when empty. With a warm interpreter: the entry file's name alone. */
  compile: string[];
  compileLimits: SandboxLimits;
  /** Runs one test. With a warm interpreter: the entry file's name alone. */
  run: string[];
  /** `NAME=value`. */
  environment: string[];
};

/** Everything the sandbox must know of a language. Adding one is adding a folder that exports this. */
export type Language = {
  name: string;
  /** The folder below images/ the container is made from. */
  image: string;
  /** Files from outside that folder that the image needs: name in the build context → path on this machine. */
  imageFiles?: () => Record<string, string>;
  /** The language whose image this one is built on; the sandbox's base image when absent. */
  imageOn?: string;
  /**
   * What is started before there is a job: an interpreter that forks one process a test, or a compiler that waits for
   * the files. Null starts everything cold.
   */
  warm: { as: 'interpreter' | 'compiler'; command: string[] } | null;
  /** Memory the runtime itself takes, in KB: not held against the limit of a test. */
  runtimeMemoryKb: number;
  /** Memory of the container beyond the class, in MB: the runner, what is kept warm, a compiler. */
  memoryOverheadMb: number;
  /** Size of the work folder in MB: sources, what is compiled, what a test writes. */
  workFolderMb: number;
  plan: (job: Pick<SandboxJob, 'files' | 'tests' | 'limits'>) => LanguagePlan;
  /** Removes the harness's own lines from what the student sees. */
  tidy?: (text: string) => string;
};
