import { onDestroy } from 'svelte';
import type { SourceFile } from '#lib/api/types.ts';
import { keepDraft, readDraft } from '#lib/editor/drafts.ts';
import type { Texts } from '#lib/texts/index.ts';

/** How long after the last key work is written down, in ms. */
const pause = 400;

/**
 * Keeps what is typed in this browser, a moment after the last key and at the latest when the component goes. Call it while a component is made.
 * @param key where the work at hand belongs; read at each change, so that work of a language left stays that language's
 */
export const keepDrafts = (key: () => string, texts: Texts['exercises']) => {
  let state = $state('');
  let saving: ReturnType<typeof setTimeout> | undefined;
  /** What was typed since the last save, and where it belongs. */
  let unsaved: { key: string; files: SourceFile[] } | null = null;

  const save = (): void => {
    clearTimeout(saving);
    if (!unsaved) return;
    state = keepDraft(unsaved.key, unsaved.files) ? texts.savedHere : texts.notSaved;
    unsaved = null;
  };

  onDestroy(save);

  return {
    /** What is known about keeping the work, in words; empty while nothing was typed. */
    get state(): string {
      return state;
    },
    save,
    keep: (files: SourceFile[]): void => {
      state = texts.unsaved;
      unsaved = { key: key(), files };
      clearTimeout(saving);
      saving = setTimeout(save, pause);
    },
    /** The kept work, or null. */
    read: (): SourceFile[] | null => {
      const draft = readDraft(key());
      state = draft ? texts.savedHere : '';
      return draft?.files ?? null;
    },
  };
};
