import type { ExceptionReader } from './exception-summary.ts';
import type { SourcePattern } from './source-pattern.ts';

/** What the site needs to show code: the parts of its editor and of its highlighter that know this kind of file. */
export type CodeMode = {
  /** Package and function of CodeMirror that make the editor's mode, and what the function takes. */
  editor: { package: `@codemirror/lang-${string}`; create: string; options?: Record<string, unknown> };
  /** Shiki's grammar: a file of `shiki/langs/`. */
  grammar: string;
  /** Endings of such files, without the dot. */
  endings: readonly string[];
  /** What authors write at a fence of code, beside the mode's name and the endings. */
  fences?: readonly string[];
  /** One step of indentation. */
  indent: string;
};

/** Containers that a grading worker keeps started for a language and a memory class. */
export type WarmPool = {
  /** One of the sandbox's classes. */
  memoryMb: 128 | 256 | 512 | 1024;
  /** How many wait; `beyondSlots`: that many more than the worker runs at once. */
  warm: number | { beyondSlots: number };
};

/**
 * All that is said of a language outside the sandbox: API, workers and site read it here. How its programs are compiled and run is
 * `sandbox/languages/NAME/`, in which image `sandbox/images/`. `languages.test.ts` says what a new one lacks.
 */
export type LanguageDefinition = {
  /** What people call it. */
  title: string;
  /** The file that a program is written in, unless the author says otherwise. */
  mainFile: string;
  /** How its files are shown, by the mode's name; the first is the language's own. */
  modes: Record<string, CodeMode>;
  /** Null while no folder of the sandbox runs it: exercises in it stay drafts. */
  grading: {
    readException: ExceptionReader;
    /** What cannot work here, by the line that shows it. */
    warnings: readonly SourcePattern[];
    /** What is kept warm; a class of memory that is not named here starts cold. */
    pools: readonly WarmPool[];
  } | null;
};
