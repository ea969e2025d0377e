import type { SubmitFunction } from '$app/forms';

/** `use:enhance={form.submit}` and `form.busy` for a button: true from the press until the answer is on the page. Typed values stay. */
export const busyForm = () => {
  let busy = $state(false);
  const submit: SubmitFunction = () => {
    busy = true;
    return async ({ update }) => {
      await update({ reset: false });
      busy = false;
    };
  };
  return {
    get busy() {
      return busy;
    },
    submit,
  };
};
