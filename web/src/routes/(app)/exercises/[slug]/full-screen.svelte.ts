import { onMount } from 'svelte';

/**
 * The workbench alone in the window, and the window alone on the screen where the browser allows that; a phone's may not.
 * Call it while a component is made.
 */
export const useFullScreen = () => {
  let full = $state(false);
  let ofBrowser = false;

  onMount(() => {
    const follow = () => {
      // Escape leaves the browser's full screen without asking the page.
      if (ofBrowser && document.fullscreenElement === null) full = false;
      ofBrowser = document.fullscreenElement !== null;
    };
    document.addEventListener('fullscreenchange', follow);
    return () => {
      document.removeEventListener('fullscreenchange', follow);
      if (document.fullscreenElement) void document.exitFullscreen();
    };
  });

  return {
    get full(): boolean {
      return full;
    },
    toggle: async (): Promise<void> => {
      full = !full;
      if (!full) {
        if (document.fullscreenElement) await document.exitFullscreen();
        return;
      }
      // Not every browser has it, and a frame may forbid it: the workbench then fills the window.
      await document.documentElement.requestFullscreen?.().catch(() => undefined);
    },
  };
};
