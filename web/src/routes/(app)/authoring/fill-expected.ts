import { setTimeout as pause } from 'node:timers/promises';
import { fail, type RequestEvent } from '@sveltejs/kit';
import { getRun, runCode, type GetRunResponse, type RunCodeData } from '#lib/api/generated/index.ts';
import type { SourceFile } from '#lib/api/types.ts';
import { answer, type ApiClient } from '#lib/server/api-client.ts';
import { ApiFailure } from '#lib/server/api-failure.ts';
import { textsOf } from '#lib/texts/index.ts';
import { callAppendixOf, valuesIn, type CallJob } from './call-appendix.ts';
import { mainFileOf, type ExerciseDraft, type TestDraft } from './exercise-draft.ts';
import { readDraft } from './read-draft.ts';

type Language = RunCodeData['body']['language'];
type Solution = { language: Language; files: SourceFile[] };
type Output = { stdout: string } | { failed: string };

/** A form waits no longer than this for a solution, and fills no more tests at once; the next press goes on. */
const limits = { milliseconds: 30_000, testsAtOnce: 20 };

const isOver = (run: GetRunResponse['data']): boolean => run.status === 'finished' || run.status === 'cancelled';

const outputOf = async (client: ApiClient, slug: string, { language, files }: Solution, stdin: string, until: number): Promise<Output> => {
  let run = await answer(runCode({ client, path: { slug }, body: { language, files, stdin } }));
  while (!isOver(run)) {
    if (Date.now() > until) return { failed: run.waiting_for ?? run.status };
    await pause(150);
    run = await answer(getRun({ client, path: { id: run.id } }));
  }
  const { result } = run;
  const output = result?.output;
  if (!result || !output) return { failed: result?.message ?? result?.compile_output ?? run.status };
  if (result.verdict !== null && result.verdict !== 'accepted') return { failed: result.message ?? (output.stderr || result.verdict) };
  return output.exit_code === 0 ? { stdout: output.stdout } : { failed: output.stderr.trim().split('\n').at(-1) ?? '' };
};

const solutionOf = (draft: ExerciseDraft): Solution | undefined => {
  const usable = draft.testStyle === 'call' ? Object.keys(callAppendixOf) : Object.keys(mainFileOf);
  const language = draft.languages.find((one) => usable.includes(one) && draft.solution[one]?.some((file) => file.content.trim() !== ''));
  return language === undefined ? undefined : { language: language as Language, files: draft.solution[language] ?? [] };
};

/** The solution with lines after its first file that make the tests' calls. */
const callingFiles = ({ language, files }: Solution): SourceFile[] =>
  files.map((file, index) => (index === 0 ? { ...file, content: `${file.content}\n${callAppendixOf[language] ?? ''}` } : file));

const jobOf = (test: TestDraft): CallJob => ({
  call: test.call.trim(),
  args: JSON.parse(test.args || '[]') as unknown[],
  ...(test.steps.trim() === '' ? {} : { steps: JSON.parse(test.steps) as NonNullable<CallJob['steps']> }),
});

/** Runs the author's solution on the tests that say nothing of what is expected, and writes down what it gives. What was typed comes back with it. */
export const fillExpected = async ({ request, locals, params }: RequestEvent) => {
  const draft = readDraft(await request.formData());
  const texts = textsOf(locals.viewer?.language).authoring.tests;
  const refuse = (message: string) => fail(409, { message, values: draft });
  const solution = solutionOf(draft);
  if (params.slug === undefined) return refuse(texts.fillNeedsSaving);
  if (!solution) return refuse(draft.testStyle === 'call' ? texts.fillNeedsCallSolution : texts.fillNeedsSolution);

  const { slug } = params;
  const open = draft.tests.filter((test) => test.expected === '' && test.compare !== 'checker').slice(0, limits.testsAtOnce);
  const until = Date.now() + limits.milliseconds;
  try {
    if (draft.testStyle === 'call' && open.length > 0) {
      const output = await outputOf(locals.api, slug, { ...solution, files: callingFiles(solution) }, JSON.stringify(open.map(jobOf)), until);
      if ('failed' in output) return refuse(texts.fillFailed(open[0]?.name ?? '', output.failed));
      for (const [index, value] of valuesIn(output.stdout).entries()) open[index]!.expected = value;
    } else {
      for (const test of open) {
        const output = await outputOf(locals.api, slug, solution, test.input, until);
        if ('failed' in output) return refuse(texts.fillFailed(test.name, output.failed));
        test.expected = output.stdout;
      }
    }
  } catch (failure) {
    if (failure instanceof ApiFailure) return refuse(failure.message);
    if (failure instanceof SyntaxError) return refuse(textsOf(locals.viewer?.language).authoring.problems.json);
    throw failure;
  }
  return { values: draft, notice: texts.filled(open.length) };
};
