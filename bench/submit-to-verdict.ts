import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createTestApp } from '#api/testing/app.ts';
import type { TestPerson } from '#api/testing/app.ts';
import { workflowBundle } from '#dev/testing/workflow-bundle.ts';
import { createTestNamespace } from '#temporal/testing/namespace.ts';
import type { TestNamespace } from '#temporal/testing/namespace.ts';
import { publishExercise, sumInPython } from '#workers/testing/exercise.ts';
import type { Bench, BenchOptions, Figure } from './figure.ts';
import { endPrograms, startProgram } from './start-program.ts';
import { startWorkers } from './start-workers.ts';
import { median, percentile, timed } from './statistics.ts';

const name = 'submit-to-verdict';

/** From the POST to the event with the verdict, beside the same workflow on the same queues with activities that do nothing; both by workers in processes of their own. */
export const bench: Bench = { name, run };

async function run({ quick, report }: BenchOptions): Promise<Figure[]> {
  const [temporal, bare] = await Promise.all([createTestNamespace(), createTestNamespace()]);
  const api = await createTestApp({
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
  });
  const children: ChildProcess[] = [];
  try {
    const student = await api.person('student');
    await publishExercise(
      api.owner,
      { organisationId: api.demo.id, authorId: student.id },
      { ...sumInPython, tests: sumInPython.tests.slice(0, 1) },
    );
    const url = await api.app.listen({ port: 0, host: '127.0.0.1' });
    children.push(...(await startWorkers(api, temporal)));
    const { codePath } = await workflowBundle();
    const nothing = [bare.address, bare.namespace, codePath];
    children.push((await startProgram('bench/no-op-workers.ts', nothing, {}, /ready/)).child);
    const [ours, baseline]: [number[], number[]] = [[], []];
    const [warmUps, rounds] = quick ? [1, 3] : [10, 100];
    for (let round = -warmUps; round < rounds; round++) {
      const took = await timed(() => submitAndWatch(url, student));
      const nothing = await timed(() => bareWorkflow(bare));
      if (round < 0) continue;
      ours.push(took);
      baseline.push(nothing);
      if (round % 25 === 24) report(`${round + 1} of ${rounds}`);
      // The pool fills up again: this measures a way, not a throughput.
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
    return figures(ours, baseline);
  } finally {
    await endPrograms(children);
    api.app.server.closeAllConnections();
    await api.close();
    await Promise.all([temporal.close(), bare.close()]);
  }
}

function figures(ours: number[], baseline: number[]): Figure[] {
  return [
    { metric: 'p50', share: 0.5 },
    { metric: 'p95', share: 0.95 },
  ].map(({ metric, share }) => {
    const [value, baselineValue] =
      share === 0.5
        ? [median(ours), median(baseline)]
        : [percentile(ours, share), percentile(baseline, share)];
    const what = {
      bench: name,
      metric,
      value,
      unit: 'ms',
      baseline: 'the same workflow doing nothing',
      baselineValue,
    };
    return { ...what, reach: '≤ 1.5', reached: value <= 1.5 * baselineValue };
  });
}

async function submitAndWatch(url: string, { authorization }: TestPerson): Promise<void> {
  const payload = {
    language: 'python',
    files: [{ name: 'main.py', content: 'print(sum(map(int, input().split())))\n' }],
  };
  const headers = { ...authorization, 'content-type': 'application/json' };
  const accepted = await fetch(`${url}/api/grading/exercises/sum/submissions`, {
    method: 'POST',
    headers,
    body: JSON.stringify(payload),
  });
  const { data } = (await accepted.json()) as { data: { id: string } };
  const events = await fetch(`${url}/api/events?topics=submission:${data.id}`, { headers: authorization });
  let text = '';
  for await (const chunk of events.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.includes('"status":"graded"')) break;
  }
  if (!text.includes('"verdict":"accepted"'))
    throw new Error(`The stream ended without the verdict: ${text.slice(-500)}`);
}

async function bareWorkflow({ client }: TestNamespace): Promise<void> {
  const input = { organisationId: randomUUID(), gradingId: randomUUID() };
  await client.workflow.execute('gradeSubmission', {
    taskQueue: 'waymark',
    workflowId: `grade-submission:${input.gradingId}`,
    args: [input],
  });
}
