import { untrack } from 'svelte';
import { createSubscriber } from 'svelte/reactivity';

const minuteMilliseconds = 60_000;

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, minuteMilliseconds);
  return () => clearInterval(timer);
});

/** The time in milliseconds. Whatever shows it follows it from minute to minute, by one timer for the whole page. */
export const thisMinute = (): number => {
  subscribe();
  return Date.now();
};

/** Does something each minute, with that same timer, for what no row of ours tells of. Call it while a component is made; it ends with the component. */
export const eachMinute = (work: () => unknown): void => {
  let begun = false;
  $effect(() => {
    thisMinute();
    if (begun) untrack(work);
    begun = true;
  });
};
