import { execFile } from 'node:child_process';
import type { ExecFileOptions } from 'node:child_process';

export type Outcome = { code: number; output: string };

/**
 * Runs a program to its end without a shell.
 * @param options the options of `execFile`; output of both streams is collected up to 16 MB
 * @returns exit code and combined output; code 127 when the program is not there. Never throws.
 */
export function run(program: string, parameters: string[], options: ExecFileOptions = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(
      program,
      parameters,
      { maxBuffer: 16 * 1024 * 1024, ...options, encoding: 'utf8' },
      (error, stdout, stderr) => {
        const output = `${stdout}${stderr}`.trim();
        if (!error) resolve({ code: 0, output });
        else if (error.code === 'ENOENT') resolve({ code: 127, output: `${program} is not installed` });
        else
          resolve({ code: typeof error.code === 'number' ? error.code : 1, output: output || error.message });
      },
    );
  });
}

/**
 * Runs a program that must succeed.
 * @returns its output
 * @throws Error with the last lines of the output
 */
export async function runOrThrow(
  program: string,
  parameters: string[],
  options: ExecFileOptions = {},
): Promise<string> {
  const { code, output } = await run(program, parameters, options);
  if (code !== 0) {
    const tail = output.split('\n').slice(-12).join('\n');
    throw new Error(`${program} ${parameters.join(' ')} ended with code ${code}:\n${tail}`);
  }
  return output;
}
