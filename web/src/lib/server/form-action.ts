import type { RequestEvent } from '@sveltejs/kit';
import { refused } from './form.ts';

/** Any page's event; which parameters it has, the page knows. */
type PageEvent = Omit<RequestEvent, 'params' | 'route'> & { params: Partial<Record<string, string>> };
type Refusal<Typed extends Record<string, unknown>> = ReturnType<typeof refused<Typed>>;

type Act<Event, Answer> = (event: Event) => Promise<Answer>;
type ReadTyped<Event, Typed> = (form: FormData, event: Event) => Typed;
type ActOnTyped<Event, Typed, Answer> = (typed: Typed, event: Event, form: FormData) => Promise<Answer>;

/**
 * The action of a form of which nothing goes back to the page: a button, a choice, a password. `act` reads it itself, if there is anything to read.
 * @param act asks the API and returns what the page is told. What the API refuses becomes the answer; anything else is thrown on, so `act` may redirect
 */
export function formAction<Event extends PageEvent, Answer>(
  act: Act<Event, Answer>,
): (event: Event) => Promise<Answer | Refusal<Record<string, never>>>;
/**
 * The action of a form whose fields stay as they were typed when the API refuses it.
 * @param readTyped what goes back to the page then, and therefore nothing secret
 * @param act asks the API, as above, with what was typed; a password it reads from the form itself
 */
export function formAction<Event extends PageEvent, Typed extends Record<string, unknown>, Answer>(
  readTyped: ReadTyped<Event, Typed>,
  act: ActOnTyped<Event, Typed, Answer>,
): (event: Event) => Promise<Answer | Refusal<Typed>>;
export function formAction<Event extends PageEvent, Typed extends Record<string, unknown>, Answer>(
  ...given: [Act<Event, Answer>] | [ReadTyped<Event, Typed>, ActOnTyped<Event, Typed, Answer>]
) {
  if (given.length === 1) return (event: Event) => orRefused({}, () => given[0](event));
  const [readTyped, act] = given;
  return async (event: Event) => {
    const form = await event.request.formData();
    const typed = readTyped(form, event);
    return orRefused(typed, () => act(typed, event, form));
  };
}

async function orRefused<Typed extends Record<string, unknown>, Answer>(
  typed: Typed,
  run: () => Promise<Answer>,
): Promise<Answer | Refusal<Typed>> {
  try {
    return await run();
  } catch (failure) {
    return refused(failure, typed);
  }
}
