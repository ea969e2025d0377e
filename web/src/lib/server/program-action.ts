import { fail } from '@sveltejs/kit';
import { getRun, getVisitorRun } from '#lib/api/generated/index.ts';
import type { Run } from '#lib/api/types.ts';
import type { ProgramRun, ProgramSent } from '#lib/programs/program-run.ts';
import { answer, type ApiClient } from './api-client.ts';
import { ApiFailure } from './api-failure.ts';
import { textOf } from './form.ts';

/** How long the end of a run is waited for in one request, in seconds. */
const wait = 12;

const asProgramRun = (
  key: string,
  { status, our_fault, result }: Pick<Run, 'status' | 'our_fault' | 'result'>,
): ProgramRun => ({ key, status, our_fault, result });

/** A signed-in person's run, once it is over or has been waited for. */
export const readOwnRun = async (api: ApiClient, id: string): Promise<ProgramRun> =>
  asProgramRun(id, await answer(getRun({ client: api, path: { id }, query: { wait } })));

/** A visitor's run, by the token that they were given. */
export const readVisitorRun = async (api: ApiClient, token: string): Promise<ProgramRun> =>
  asProgramRun(token, await answer(getVisitorRun({ client: api, path: { token }, query: { wait } })));

/** The fields of a program's form. A form sent without scripts has the text area last. */
export const programOf = (form: FormData) => {
  const code = form.getAll('code').findLast((value) => typeof value === 'string') ?? '';
  return {
    program: textOf(form, 'program'),
    code: code.replaceAll('\r\n', '\n'),
    stdin: textOf(form, 'stdin').replaceAll('\r\n', '\n'),
  };
};

/**
 * What a page's action answers of a program.
 * @param run asks the API; what that refuses becomes part of the answer, anything else is thrown on
 */
export const sendingProgram = async (
  program: Pick<ProgramSent, 'program' | 'code' | 'stdin'>,
  run: () => Promise<ProgramRun>,
) => {
  try {
    const sent: ProgramSent = { ...program, run: await run() };
    return { sent };
  } catch (failure) {
    if (!(failure instanceof ApiFailure)) throw failure;
    const { status, code, reason } = failure;
    const sent: ProgramSent = { ...program, problem: { status, code, reason: reason?.code } };
    return fail(status, { sent });
  }
};
