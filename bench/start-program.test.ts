import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { identify, isAlive } from '#dev/processes/identity.ts';
import { waitFor } from '#dev/processes/wait-for.ts';
import { endPrograms, startProgram } from './start-program.ts';

const server = 'bench/raw-read-server.ts';
const parameters = ['postgres://nobody@127.0.0.1:1/nothing', 'nobody', 'nothing'];

test('a bench that is killed leaves no server behind', async () => {
  const script = `
    import { startProgram } from ${JSON.stringify(path.join(import.meta.dirname, 'start-program.ts'))};
    const { line, child } = await startProgram(${JSON.stringify(server)}, ${JSON.stringify(parameters)}, {}, /^\\d+$/);
    console.log('port ' + line + '.');`;
  const bench = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: path.resolve(import.meta.dirname, '..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  bench.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const port = await waitFor('The server’s start', () => /port (\d+)\./.exec(output)?.[1]);
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
  expect(await answers()).toBe(true);
  bench.kill('SIGKILL');
  await waitFor('The server’s end', async () => !(await answers()), { withinMs: 20_000 });
});

test('a program is ended and waited for; one that ends by itself before it is ready is an error', async () => {
  const { child } = await startProgram(server, parameters, {}, /^\d+$/);
  const identity = identify(child.pid!)!;
  await endPrograms([child]);
  expect(isAlive(identity)).toBe(false);
  await expect(startProgram('bench/nothing.ts', [], {}, /ready/)).rejects.toThrow(
    'bench/nothing.ts ended with 1',
  );
});
