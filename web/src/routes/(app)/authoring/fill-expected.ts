import { waitingWords } from '#lib/processes/process-words.ts';
import { fail, type RequestEvent } from '@sveltejs/kit';
import { ApiFailure } from '#lib/server/api-failure.ts';
import { faultsInWords } from '#lib/faults-in-words.ts';
import { readerOf, refusalInWords } from '#lib/server/refusal-in-words.ts';
import { textsOf } from '#lib/server/texts.ts';
import { definitionOf } from './definition-of.ts';
import { fillDraft, openTests } from './fill-draft.ts';
import { readDraft } from './read-draft.ts';
import { findSolution, runSolution } from './run-solution.ts';

/** What hinders a run: what is typed for a test's input or a limit. The rest of the form may still be empty. */
const hinders = (field: string): boolean => /^tests\.\d+\.(args|steps)$|^limits\./.test(field);

/** The API's reasons by the fields of the form: it was only told of the tests that are open. */
const inTheForm = (details: Record<string, string[]>, places: number[]): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(details).map(([field, reasons]) => [
      field.replace(/^tests\.(\d+)/, (_whole, index: string) => `tests.${places[Number(index)] ?? index}`),
      reasons,
    ]),
  );

/** Runs the author's solution on the tests that say nothing of what is expected, and writes down what it gives. What was typed comes back with it. */
export const fillExpected = async ({ request, locals }: RequestEvent) => {
  const draft = readDraft(await request.formData());
  const texts = textsOf(locals.language);
  const words = texts.authoring.tests;
  const { body, errors } = definitionOf(draft, { timeZone: locals.viewer?.timeZone ?? 'UTC', texts });
  const hindrances = Object.fromEntries(Object.entries(errors).filter(([field]) => hinders(field)));
  if (Object.keys(hindrances).length > 0)
    return fail(400, { message: texts.authoring.fix, errors: hindrances, values: draft });

  const places = openTests(draft);
  if (places.length === 0) return { values: draft, notice: words.filled({ count: 0 }) };
  try {
    const solution = await findSolution(locals.api, draft);
    if ('runnable' in solution)
      return fail(409, {
        message: words.fillNeedsSolution({ languages: solution.runnable.join(', ') }),
        values: draft,
      });
    const tests = places.map((place) => ({
      name: draft.tests[place]?.name.trim() || `${place + 1}`,
      input: body.tests[place]?.input ?? {},
    }));
    const ended = await runSolution(locals.api, {
      ...solution,
      tests,
      ...(body.limits ? { limits: body.limits } : {}),
    });
    if ('waitingFor' in ended)
      return fail(409, {
        message:
          ended.waitingFor === null
            ? words.fillTooLong
            : words.fillTooLongFor({ what: waitingWords(ended.waitingFor, texts) }),
        values: draft,
      });
    const { result } = ended;
    if (result.tests.length === 0)
      return fail(409, {
        message: words.fillNotRun({ reason: result.compile_output ?? result.message ?? '' }),
        values: draft,
      });
    const { draft: values, filled, failed } = fillDraft(draft, places, result);
    return {
      values,
      ...(failed ? { message: words.fillFailed({ name: failed.name, reason: failed.reason }) } : {}),
      ...(filled > 0 ? { notice: words.filled({ count: filled }) } : {}),
    };
  } catch (failure) {
    if (!(failure instanceof ApiFailure)) throw failure;
    const { files: reasonsAgainstFiles = [], ...details } = faultsInWords(failure.reasons, texts);
    return fail(failure.status, {
      message: [refusalInWords(failure, readerOf(locals)), ...reasonsAgainstFiles].join(' '),
      errors: inTheForm(details, places),
      values: draft,
    });
  }
};
