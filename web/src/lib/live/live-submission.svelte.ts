import { untrack } from 'svelte';
import type { ProcessStory, Submission } from '#lib/api/types.ts';
import { isUnfinished, verdictWords } from '#lib/components/grading/verdict-words.ts';
import type { Texts } from '#lib/texts/index.ts';
import { follow } from './shared-stream.ts';

type Options = {
  /** The submission as the page was told of it last; null while there is none. */
  given: () => Submission | null;
  /** Whether the page's data shows already what the verdict moves: progress, the trail. */
  settled: (submission: Submission) => boolean;
  /** Called once what the verdict moves is written, which comes a moment after the verdict. */
  onsettled: () => void;
};

/** A submission that keeps itself up to date until its verdict, and the verdict in words for those who cannot see it. Call it while a component is made. */
export const liveSubmission = ({ given, settled, onsettled }: Options, t: Texts) => {
  const first = untrack(given);
  let current = $state.raw<Submission | null>(first);
  let announcement = $state('');
  let settledGrading = $state(first && settled(first) ? first.grading.id : null);
  const id = $derived(current?.id);
  const grading = $derived(current?.grading.id);
  const unfinished = $derived(current !== null && isUnfinished(current));

  $effect(() => {
    const next = given();
    untrack(() => {
      const other = next?.id !== current?.id;
      if (other) announcement = '';
      if (!other && next && current && next.revision < current.revision) return;
      current = next;
      if (other && next && settled(next)) settledGrading = next.grading.id;
    });
  });

  $effect(() => {
    if (!unfinished) return;
    return follow(`submission:${id}`, (row) => {
      const next = row as Submission;
      if (current?.id !== next.id || next.revision < current.revision) return;
      current = next;
      // Said once, when it is known: the pieces before it would only interrupt.
      if (!isUnfinished(next)) {
        const { headline, detail } = verdictWords(next, t);
        announcement = detail ? `${headline}. ${detail}` : headline;
      }
    });
  });

  $effect(() => {
    if (!grading || settledGrading === grading) return;
    return follow(`process:grade-submission:${grading}`, (row) => {
      if ((row as ProcessStory).finished_at === null) return;
      settledGrading = grading;
      onsettled();
    });
  });

  return {
    get current(): Submission | null {
      return current;
    },
    get announcement(): string {
      return announcement;
    },
    get unfinished(): boolean {
      return unfinished;
    },
  };
};
