import type { ListNotificationsResponse } from '#lib/api/generated/index.ts';
import { wordOf } from '#lib/texts/word-of.ts';
import type { Texts } from '#lib/texts/index.ts';
import { formatTime, type Reader } from '#lib/time.ts';

export type Notification = ListNotificationsResponse['data']['results'][number];

/** The page about what it tells of. */
export const addressOf = ({ kind, parameters }: Notification): string => {
  switch (kind) {
    case 'comment':
    case 'override':
    case 'regrade':
      return `/submissions/${parameters.submission_id}`;
    case 'due_soon':
      return `/exercises/${parameters.exercise_slug}`;
    case 'process':
      return `/ops/${encodeURIComponent(parameters.workflow_id)}`;
  }
};

/** What it says, in one sentence. */
export const sentenceOf = (notification: Notification, t: Texts, reader: Reader): string => {
  const texts = t.notifications;
  const who = notification.actor?.name ?? '';
  switch (notification.kind) {
    case 'comment':
      return texts.comment({ who, exercise: notification.parameters.exercise_title });
    case 'override':
      return texts.override({ who, ...resultIn(notification.parameters) });
    case 'regrade':
      return texts.regrade(resultIn(notification.parameters));
    case 'due_soon': {
      const { exercise_title: exercise, due_at: dueAt } = notification.parameters;
      return texts.dueSoon({ exercise, due: formatTime(dueAt, 'full', reader) });
    }
    case 'process':
      return texts.process({ process: wordOf(t.processes.kinds, notification.parameters.process_kind) });
  }
};

type Result = Extract<Notification, { kind: 'override' | 'regrade' }>['parameters'];

const resultIn = ({ exercise_title: exercise, score, max_score: maxScore }: Result) => ({
  exercise,
  score: score ?? 0,
  maxScore: maxScore ?? 0,
});
