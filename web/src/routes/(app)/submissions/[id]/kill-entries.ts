import type { Submission } from '#lib/api/types.ts';
import type { TimelineEntry } from '#lib/components/processes/ProcessTimeline.svelte';
import type { LastKill } from '#lib/server/demo-control.ts';
import type { Texts } from '#lib/texts/index.ts';
import { verdictWords } from '#lib/components/grading/verdict-words.ts';

/**
 * What the last kill of the grading worker meant for a submission, in order.
 * @returns empty when there was none since the submission was handed in
 */
export const killEntries = (submission: Submission, kill: LastKill | null, t: Texts): TimelineEntry[] => {
  if (!kill || Date.parse(kill.killed.at) < Date.parse(submission.submitted_at)) return [];
  const texts = t.grading.breaking;
  const { killed, restarted } = kill;
  return [
    {
      id: 'killed',
      title: texts.killed({ pid: String(killed.pid) }),
      state: 'bad',
      at: killed.at,
      detail: texts.killedDetail,
    },
    restarted
      ? {
          id: 'restarted',
          title: texts.restarted({ pid: String(restarted.pid) }),
          state: 'done',
          at: restarted.at,
        }
      : { id: 'restarted', title: texts.restarting, state: 'here' },
    ...onward(submission, killed.at, t),
  ];
};

const onward = (submission: Submission, killedAt: string, t: Texts): TimelineEntry[] => {
  const texts = t.grading.breaking;
  if (submission.graded_at === null) {
    return [
      { id: 'on', title: texts.goesOn, state: 'here', detail: texts.goesOnDetail },
      { id: 'verdict', title: t.grading.timeline.graded, state: 'ahead' },
    ];
  }
  const verdict: TimelineEntry = {
    id: 'verdict',
    title: verdictWords(submission, t).headline,
    state: 'done',
    at: submission.graded_at,
  };
  if (Date.parse(submission.graded_at) < Date.parse(killedAt)) {
    return [
      {
        id: 'verdict',
        title: texts.cameTooLate,
        state: 'done',
        at: submission.graded_at,
        detail: texts.cameTooLateDetail,
      },
    ];
  }
  return [{ id: 'on', title: texts.wentOn, state: 'done', detail: texts.wentOnDetail }, verdict];
};
