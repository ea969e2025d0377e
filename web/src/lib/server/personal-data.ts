import { whoseWords } from '#lib/personal-data/whose.ts';
import { getRequestEvent } from '$app/server';
import { fail } from '@sveltejs/kit';
import {
  erasePersonalData,
  exportPersonalData,
  getProcessStory,
  keepAccount,
  readPersonalData,
} from '#lib/api/generated/index.ts';
import type { PersonalData, ProcessStory } from '#lib/api/types.ts';
import type { Outcome } from '#lib/personal-data/outcome.ts';
import type { Texts } from '#lib/texts/index.ts';
import { answer, type ApiClient } from './api-client.ts';
import { ApiFailure } from './api-failure.ts';
import { textOf } from './form.ts';
import { readerOf, refusalInWords } from './refusal-in-words.ts';

/** Whose data: a child of the viewer, or null for the viewer's own. */
export type Whose = { id: string; name: string } | null;

type Asking = { api: ApiClient; texts: Texts; child: Whose };

const named = (child: Whose) => (child === null ? {} : { person: child.id });

/**
 * Where archives and erasure stand, with the story of the archive that is being collected.
 * @throws ApiFailure
 */
export const loadPersonalData = async (
  api: ApiClient,
  child: Whose,
): Promise<{ standing: PersonalData; story: ProcessStory | null }> => {
  const standing = await answer(readPersonalData({ client: api, query: named(child) }));
  const collecting = standing.archives.find(({ status }) => status === 'collecting');
  const story = collecting ? await readStory(api, collecting.workflow_id) : null;
  return { standing, story };
};

/** null where it was asked for in another of the person's organisations: its story lies there. */
const readStory = (api: ApiClient, workflowId: string): Promise<ProcessStory | null> =>
  answer(getProcessStory({ client: api, path: { workflowId } })).catch((failure: unknown) => {
    if (failure instanceof ApiFailure && failure.status === 404) return null;
    throw failure;
  });

/** The form action that asks for an archive. */
export const askForArchive = async ({ api, texts, child }: Asking) => {
  const words = texts.personalData.archive;
  try {
    await answer(exportPersonalData({ client: api, body: named(child) }));
    return { form: 'archive', done: words.asked } satisfies Outcome as Outcome;
  } catch (failure) {
    return refused(failure, 'archive', { CONFLICT: words.alreadyCollecting, QUOTA_EXCEEDED: words.tooMany });
  }
};

/** The form action that asks for the end of an account, with the password of whoever asks. */
export const askForErasure = async ({ api, texts, child }: Asking, form: FormData) => {
  const words = texts.personalData.erasure;
  if (!form.has('understood'))
    return fail(400, { form: 'erase', errors: { understood: [words.understoodNeeded] } } as Outcome);
  try {
    const body = { ...named(child), password: textOf(form, 'password') };
    await answer(erasePersonalData({ client: api, body }));
    return {
      form: 'erase',
      done: words.waitingTitle(whoseWords(child?.name ?? null)),
    } satisfies Outcome as Outcome;
  } catch (failure) {
    if (failure instanceof ApiFailure && failure.reasons.password)
      return fail(400, { form: 'erase', errors: { password: [words.wrongPassword] } } as Outcome);
    return refused(failure, 'erase', { CONFLICT: words.already });
  }
};

/** The form action that takes an erasure back. */
export const takeErasureBack = async ({ api, texts, child }: Asking, form: FormData) => {
  const words = texts.personalData.erasure;
  try {
    await answer(keepAccount({ client: api, path: { id: textOf(form, 'erasure') } }));
    return { form: 'keep', done: words.kept(whoseWords(child?.name ?? null)) } satisfies Outcome as Outcome;
  } catch (failure) {
    return refused(failure, 'keep', { CONFLICT: words.tooLate, NOT_FOUND: words.tooLate });
  }
};

const refused = (failure: unknown, form: Outcome['form'], words: Record<string, string>) => {
  if (!(failure instanceof ApiFailure)) throw failure;
  const message = words[failure.code] ?? refusalInWords(failure, readerOf(getRequestEvent().locals));
  return fail(failure.status, { form, message } as Outcome);
};
