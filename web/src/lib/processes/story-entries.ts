import type { ProcessStory } from '#lib/api/types.ts';
import type { TimelineEntry } from '#lib/components/processes/ProcessTimeline.svelte';
import type { Texts } from '#lib/texts/index.ts';
import { eventWords } from './process-words.ts';

const marks: Record<string, TimelineEntry['state']> = {
  fault: 'warn',
  parked: 'bad',
  refused: 'bad',
  cancelled: 'skipped',
  graded: 'ok',
  sent: 'ok',
};

/** What happened to a process so far, in its order, for the timeline. */
export const storyEntries = (timeline: ProcessStory['timeline'], t: Texts): TimelineEntry[] =>
  timeline.map(({ at, event, parameters }, index) => ({
    id: String(index),
    title: eventWords(event, parameters, t),
    state: marks[event] ?? 'done',
    at,
  }));
