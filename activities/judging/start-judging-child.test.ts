import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { faultOf } from './outcome.ts';
import { startJudgingChild } from './start-judging-child.ts';

async function faultOfProgram(source: string) {
  const folder = await mkdtemp(join(tmpdir(), 'judging-child-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const program = join(folder, 'program.mjs');
  await writeFile(program, source);
  return faultOf(await startJudgingChild(program).catch((error: unknown) => error));
}

test('what judges and cannot begin for a mistake of ours is parked; what the machine ended is waited for', async () => {
  expect(await faultOfProgram('import "./nowhere.mjs";')).toMatchObject({
    code: 'grader_fault',
    kind: 'ours',
  });
  expect(await faultOfProgram('process.kill(process.pid, "SIGKILL");')).toMatchObject({
    code: 'host_fault',
    kind: 'outage',
  });
});
