import { expect, test } from 'vitest';
import { assertOutputs, pythonJob, withSandbox } from './sandbox-for-bench.ts';

test('a bench finds or starts the Docker Engine it needs, as a test does', async () => {
  const result = await withSandbox({ slots: 1, warm: 1 }, ({ sandbox }) =>
    sandbox.run(pythonJob('bench-test', 'print(int(input()) * 2)', ['21\n'])),
  );
  expect(() => assertOutputs(result, ['42\n'])).not.toThrow();
});
