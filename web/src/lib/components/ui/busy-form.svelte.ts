import type { ActionResult, SubmitFunction } from '$app/forms';
import { onDestroy } from 'svelte';
import { useTexts } from '#lib/texts/index.ts';
import { dismissToast, showToast } from './toasts.svelte.ts';
import { lostWords } from './lost-words.ts';

/** How long an answer may take before it is given up, in ms. The site itself gives the API 20 s. */
const givenUpAfter = 30_000;

/** Puts the focus on the first field that was refused, which is read out with its reason. @returns whether there is one */
export const focusFirstFault = (form: HTMLFormElement): boolean => {
  const field = form.querySelector<HTMLElement>('[aria-invalid=true]');
  field?.focus();
  return field !== null;
};

type Options = {
  /** Whether the form is emptied once it was accepted. */
  reset?: boolean;
  /** false: what the page shows of the server is not loaded anew, for a form that only asks something. */
  refresh?: boolean;
  /** Sees an answer before the page does. */
  before?: (result: ActionResult) => void;
  /** What else becomes of an answer that is on the page now; not called when there was none. `sent` is what the form held. */
  after?: (result: ActionResult, sent: FormData) => unknown;
};

/**
 * `use:enhance={form.submit}` and `form.busy` for a button: true from the press until the answer is on the page. Call it while a component is made.
 *
 * Nothing is sent twice: a press while it is busy counts for nothing. What was typed stays, whatever becomes of the request: lost, not answered in time,
 * or ended by a fault of ours, which a toast says. So does the focus: SvelteKit puts it at the page's beginning after a success, from where whoever uses
 * keys would have to come back. A refused form has it on its first fault.
 */
export const busyForm = ({ reset = false, refresh = true, before, after }: Options = {}) => {
  const t = useTexts();
  let busy = $state(false);
  /** Which button was pressed: its `formaction`, or ''. */
  let pressed = $state('');
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told: number | undefined;

  const settle = (lost?: string): void => {
    clearTimeout(timer);
    busy = false;
    pressed = '';
    if (lost !== undefined) told = showToast(lost, 'bad');
  };
  onDestroy(() => clearTimeout(timer));

  const submit: SubmitFunction = ({ formElement, formData, submitter, controller, cancel }) => {
    if (busy) return cancel();
    if (told !== undefined) dismissToast(told);
    busy = true;
    pressed = submitter?.getAttribute('formaction') ?? '';
    timer = setTimeout(() => {
      controller.abort();
      settle(navigator.onLine ? t.sending.noAnswer : t.sending.offline);
    }, givenUpAfter);
    const focused = document.activeElement;
    return async ({ result, update }) => {
      if (result.type === 'error') return settle(lostWords(result.error, navigator.onLine, t));
      before?.(result);
      const anew = refresh ? {} : { refreshAll: result.type === 'redirect' };
      await update({ reset: reset && result.type === 'success', ...anew });
      settle();
      await after?.(result, formData);
      if (result.type === 'failure' && focusFirstFault(formElement)) return;
      if (focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true });
    };
  };
  return {
    get busy() {
      return busy;
    },
    get pressed() {
      return pressed;
    },
    submit,
  };
};
