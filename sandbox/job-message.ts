import type { LanguagePlan } from './languages/language.ts';
import type { SandboxLimits, SourceFile } from './types.ts';

/** One process the runner starts: its input, and files it alone gets. */
export type RunnerTest = { mode: 'program' | 'call'; input: string; files: SourceFile[] };

export type RunnerJob = LanguagePlan & {
  limits: SandboxLimits;
  tests: RunnerTest[];
  /** A file of the work folder whose content becomes the test's value; none when empty. */
  feedbackFile: string;
};

const modes = { program: 'p', call: 'c' };

/** Encodes a job as runner/job.c reads it: little-endian numbers of 4 bytes, everything else with its length before it. */
export function encodeJob(job: RunnerJob): Buffer {
  const parts: Buffer[] = [];
  const number = (value: number): void => {
    const buffer = Buffer.allocUnsafe(4);
    buffer.writeUInt32LE(Math.min(Math.max(0, Math.round(value)), 0xffffffff));
    parts.push(buffer);
  };
  const text = (value: string): void => {
    const bytes = Buffer.from(value, 'utf8');
    number(bytes.length);
    parts.push(bytes);
  };
  const texts = (values: string[]): void => {
    number(values.length);
    values.forEach(text);
  };
  const limits = (value: SandboxLimits): void =>
    [value.cpuMs, value.wallMs, value.memoryKb, value.outputKb].forEach(number);
  const sources = (files: SourceFile[]): void => {
    number(files.length);
    for (const file of files) {
      text(file.name);
      text(file.content);
    }
  };
  limits(job.limits);
  limits(job.compileLimits);
  texts(job.compile);
  texts(job.run);
  texts(job.environment);
  text(job.feedbackFile);
  number(job.files.length);
  number(job.tests.reduce((sum, test) => sum + test.files.length, 0));
  sources(job.files);
  number(job.tests.length);
  for (const test of job.tests) {
    number(modes[test.mode].charCodeAt(0));
    text(test.input);
    sources(test.files);
  }
  const body = Buffer.concat(parts);
  const head = Buffer.allocUnsafe(4);
  head.writeUInt32LE(body.length);
  return Buffer.concat([head, body]);
}
