import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { expect, test } from 'vitest';
import { identify, isAlive } from './identity.ts';
import { waitFor } from './wait-for.ts';

test('what hangs on a lifeline ends when its starter is killed, however that happens', async () => {
  const script = `
    import { spawnWithLifeline } from ${JSON.stringify(path.join(import.meta.dirname, 'lifeline.ts'))};
    spawnWithLifeline('sh', ['-c', 'echo pid $$.; exec sleep 300']).stdout.pipe(process.stdout);
    setInterval(() => {}, 1000);`;
  const starter = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  starter.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const pid = await waitFor('the program starting', () => /pid (\d+)\./.exec(output)?.[1]);
  const program = identify(Number(pid));
  expect(program).toBeDefined();
  starter.kill('SIGKILL');
  await waitFor('the program ending', () => !isAlive(program!), { withinMs: 20_000 });
});
