import { redirect, type RequestEvent } from '@sveltejs/kit';
import { expect, test, vi } from 'vitest';
import { ApiFailure } from './api-failure.ts';
import { formAction } from './form-action.ts';
import { optionOf, textOf } from './form.ts';

const locals = { language: 'en', viewer: null };

vi.mock('$app/server', () => ({ getRequestEvent: () => ({ locals }) }));
vi.mock('./texts.ts', () => ({ textsOf: () => ({}) }));
vi.mock('./refusal-in-words.ts', () => ({
  readerOf: () => ({}),
  refusalInWords: ({ code }: ApiFailure) => `In words: ${code}`,
}));

const sent = (fields: Record<string, string>) => {
  const request = new Request('http://site.test/', { method: 'POST', body: new URLSearchParams(fields) });
  return { request, locals } as unknown as RequestEvent;
};

const taken = new ApiFailure(409, { code: 'CONFLICT', requestId: 'request-1' });

const signUp = (act: () => Promise<unknown>) =>
  formAction((form) => ({ email: textOf(form, 'email').trim() }), act);

test('what was typed is acted on, and the rest of the form with it', async () => {
  const action = formAction(
    (form) => ({ email: textOf(form, 'email').trim() }),
    async ({ email }, event: RequestEvent, form) => ({
      done: [email, textOf(form, 'password'), event.locals.language],
    }),
  );
  expect(await action(sent({ email: ' ada@example.org ', password: 'secret' }))).toEqual({
    done: ['ada@example.org', 'secret', 'en'],
  });
});

test('a refusal of the API is the answer, with what was typed and without any other field', async () => {
  const answer = await signUp(() => Promise.reject(taken))(
    sent({ email: ' ada@example.org ', password: 'secret' }),
  );
  expect(answer).toMatchObject({
    status: 409,
    data: {
      message: 'In words: CONFLICT',
      code: 'CONFLICT',
      requestId: 'request-1',
      values: { email: 'ada@example.org' },
    },
  });
  expect(JSON.stringify(answer)).not.toContain('secret');
});

test('a redirect and a fault of ours are no refusal', async () => {
  const leaving = signUp(async () => redirect(303, '/check-mail'));
  await expect(leaving(sent({}))).rejects.toMatchObject({ status: 303, location: '/check-mail' });
  const faulty = signUp(() => Promise.reject(new TypeError('ours')));
  await expect(faulty(sent({}))).rejects.toThrow('ours');
});

test('where nothing goes back, the form is not read', async () => {
  const event = sent({ id: '1' });
  expect(await formAction(async () => ({ done: true }))(event)).toEqual({ done: true });
  expect(event.request.bodyUsed).toBe(false);
  const refused = await formAction(() => Promise.reject(taken))(event);
  expect(refused).toMatchObject({ status: 409, data: { values: {} } });
});

test('a choice that nobody offered is passed on, for the API to refuse', () => {
  const form = new FormData();
  form.set('role', 'emperor');
  expect(optionOf<'student' | 'trainer'>(form, 'role')).toBe('emperor');
});
