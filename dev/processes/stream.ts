import { spawn } from 'node:child_process';
import process from 'node:process';

/**
 * Runs a program with the terminal's own output, to its end.
 * @returns its exit code; 1 when a signal ended it or it could not be started
 */
export function stream(
  program: string,
  parameters: string[],
  options: { folder?: string; environment?: NodeJS.ProcessEnv } = {},
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, parameters, {
      cwd: options.folder,
      env: { ...process.env, ...options.environment },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
