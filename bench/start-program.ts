import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import { spawnWithLifeline } from '#dev/processes/lifeline.ts';

const root = path.resolve(import.meta.dirname, '..');

/**
 * Starts one of our programs and waits until it says that it is ready. It ends with this process, also where that is killed.
 * @param environment all that it gets beside PATH
 * @param ready what a line of its output contains then; undefined: nothing is waited for, and its output is thrown away
 * @returns the process, and that line
 * @throws Error when it ends before
 */
export async function startProgram(
  program: string,
  parameters: string[],
  environment: Record<string, string>,
  ready?: RegExp,
): Promise<{ child: ChildProcess; line: string }> {
  const child = spawnWithLifeline(process.execPath, [path.join(root, program), ...parameters], {
    env: { PATH: process.env.PATH, ...environment },
    output: ready ? 'pipe' : 'ignore',
  });
  child.stderr!.pipe(process.stderr);
  if (!ready) return { child, line: '' };
  const line = await new Promise<string>((resolve, reject) => {
    let [output, found] = ['', false];
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code ?? 'a signal'}.`)));
    child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
      if (found) return;
      output += chunk;
      const lines = output.split('\n').slice(0, -1);
      const said = lines.find((each) => ready.test(each));
      found = said !== undefined;
      if (said !== undefined) resolve(said);
    });
  });
  return { child, line };
}

/** Ends them and waits until they are gone. */
export async function endPrograms(programs: ChildProcess[]): Promise<void> {
  for (const program of programs) program.stdin!.end();
  await Promise.all(
    programs.filter(({ exitCode }) => exitCode === null).map((program) => once(program, 'exit')),
  );
}
