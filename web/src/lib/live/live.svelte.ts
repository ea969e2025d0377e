import { invalidateAll } from '$app/navigation';
import { page } from '$app/state';
import { follow } from './shared-stream.ts';

/** What changes much is read again at most this often. */
const restMilliseconds = 2000;
/** By so much the clocks of the site's server and the API's may differ. */
const clocksDifferBy = 2000;

type List = { at: string };

/** Whether the page was read after all that was heard of a list. */
const isShown = (data: unknown): boolean => {
  const at = Date.parse((data as Partial<List> | null)?.at ?? '');
  return page.data.loadedAt !== undefined && at + clocksDifferBy < page.data.loadedAt;
};

/**
 * Keeps what a page shows up to date: loads it again when something of its topics changed, at once, and then at most every two seconds.
 * Call it while a component is made; it ends with the component.
 * @param topics what is followed now (`submissions:ID`, `process:ID`); none while there is nothing to follow, or while it would be in somebody's way
 * @param load loads what is shown; the whole page without it
 */
export const live = (topics: () => readonly string[], load: () => unknown = invalidateAll): void => {
  // The same topics anew, in data that was loaded again, are no reason to begin anew.
  const followed = $derived(topics().join(' '));
  $effect(() => {
    if (followed === '') return;
    let resting: ReturnType<typeof setTimeout> | undefined;
    let changedMeanwhile = false;
    const act = (): void => {
      if (resting !== undefined) return void (changedMeanwhile = true);
      resting = setTimeout(() => {
        resting = undefined;
        if (changedMeanwhile) act();
      }, restMilliseconds);
      changedMeanwhile = false;
      void load();
    };
    const stops = followed.split(' ').map((topic) => follow(topic, (data) => !isShown(data) && act()));
    return () => {
      clearTimeout(resting);
      for (const stop of stops) stop();
    };
  });
};
