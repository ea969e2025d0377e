import { onMount } from 'svelte';

const sizes = [13, 14, 15, 17, 19, 22];
const key = 'waymark:editor-size';

/** The size of the text in editors, in px, as this browser was last told. Call it while a component is made. */
export const useTextSize = () => {
  let size = $state(15);

  onMount(() => {
    size = sizes.find((value) => String(value) === localStorage.getItem(key)) ?? 15;
  });

  return {
    get px(): number {
      return size;
    },
    /** One step larger (1) or smaller (-1). */
    step: (by: 1 | -1): void => {
      size = sizes[Math.min(Math.max(0, sizes.indexOf(size) + by), sizes.length - 1)] ?? size;
      try {
        localStorage.setItem(key, String(size));
      } catch {
        // The size then lasts as long as the page.
      }
    },
  };
};
