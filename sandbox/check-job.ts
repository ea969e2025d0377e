import { InvalidJobError } from './sandbox-fault.ts';
import type { RunnerTest } from './job-message.ts';
import type { SandboxLimits, SourceFile } from './types.ts';

const maxFiles = 500;
const maxSourceBytes = 8 << 20;
const maxInputBytes = 48 << 20;
const maxOutputKb = 16 * 1024;

/** Why a file name cannot be written into the work folder, or null when it can. */
export function fileNameProblem(name: string): string | null {
  if (name.length === 0 || Buffer.byteLength(name) > 255) return 'must have 1 to 255 bytes';
  // eslint-disable-next-line no-control-regex -- control characters, NUL first, are what is looked for
  if (/[\u0000-\u001f\u007f\\]/u.test(name)) return 'must not contain control characters or a backslash';
  if (!name.isWellFormed()) return 'must be valid Unicode';
  if (name.startsWith('/')) return 'must be relative';
  if (name.split('/').some((part) => part === '' || part === '.' || part === '..'))
    return 'must not contain empty, "." or ".." parts';
  return null;
}

function checkNames(files: SourceFile[]): void {
  if (files.length === 0) throw new InvalidJobError('A job needs at least one file');
  if (files.length > maxFiles) throw new InvalidJobError(`A job has at most ${maxFiles} files`);
  const seen = new Set<string>();
  for (const { name } of files) {
    const problem = fileNameProblem(name);
    if (problem) throw new InvalidJobError(`The file name ${JSON.stringify(name)} ${problem}`);
    if (seen.has(name)) throw new InvalidJobError(`The file name ${JSON.stringify(name)} occurs twice`);
    seen.add(name);
  }
  const folder = files.find(({ name }) => files.some((other) => other.name.startsWith(`${name}/`)));
  if (folder)
    throw new InvalidJobError(`${JSON.stringify(folder.name)} is a file and a folder`, 'file_and_folder');
}

const bytes = (texts: string[]): number => texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);

/** Throws InvalidJobError when a job's files, inputs or limits cannot be run as they are. */
export function checkJob(
  { files, limits }: { files: SourceFile[]; limits: SandboxLimits },
  tests: RunnerTest[],
): void {
  checkNames(files);
  if (bytes(files.map((file) => file.content)) > maxSourceBytes)
    throw new InvalidJobError(`The files are larger than ${maxSourceBytes} bytes together`);
  const inputs = tests.flatMap((test) => [test.input, ...test.files.map((file) => file.content)]);
  if (bytes(inputs) > maxInputBytes)
    throw new InvalidJobError(`The inputs are larger than ${maxInputBytes} bytes together`);
  if (new Set(tests.map((test) => test.mode)).size > 1)
    throw new InvalidJobError('A job has either programs or calls as tests, not both');
  for (const [name, value] of Object.entries(limits)) {
    if (!Number.isFinite(value) || value <= 0)
      throw new InvalidJobError(`The limit ${name} must be a positive number`);
  }
  if (limits.outputKb > maxOutputKb)
    throw new InvalidJobError(`The limit outputKb must be at most ${maxOutputKb}`);
}
