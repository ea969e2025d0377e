import type { NotificationKind, NotificationParameters } from '#domain/notifications/notification-kinds.ts';
import type { Notification } from '#models/notifications/notification.ts';
import type { MailParameters, MailTemplate, MailWish } from '#models/processes/send-mail.ts';

type Person = { name: string };

/** In which mail each kind of notification is told. */
export const templateOf = {
  comment: 'submission_commented',
  override: 'result_overridden',
  regrade: 'result_changed',
  due_soon: 'exercise_due',
  process: 'process_needs_person',
} as const satisfies Record<NotificationKind, MailTemplate>;

const parametersFor: {
  [Kind in NotificationKind]: (
    of: NotificationParameters[Kind],
    name: string,
    actor: Person | null,
  ) => MailParameters[(typeof templateOf)[Kind]];
} = {
  comment: (of, name, actor) => ({
    name,
    ...(actor && { authorName: actor.name }),
    exerciseTitle: of.exercise_title,
    submissionId: of.submission_id,
    excerpt: of.excerpt,
  }),
  override: (of, name) => ({ name, exerciseTitle: of.exercise_title, submissionId: of.submission_id }),
  regrade: (of, name) => ({ name, exerciseTitle: of.exercise_title, submissionId: of.submission_id }),
  due_soon: (of, name) => ({
    name,
    exerciseTitle: of.exercise_title,
    exerciseSlug: of.exercise_slug,
    dueAt: of.due_at,
  }),
  process: (of, name) => ({ name, workflowId: of.workflow_id }),
};

/**
 * The mail that tells what a notification tells; its id is chosen already, so that there is one of it.
 * @param actor who caused it, if somebody did
 */
export function mailOf(
  notification: Notification,
  reader: { name: string; email: string },
  actor: Person | null,
): MailWish {
  const parametersOf = parametersFor[notification.kind] as (
    of: Record<string, unknown>,
    name: string,
    actor: Person | null,
  ) => object;
  return {
    id: notification.mail_id,
    organisationId: notification.organisation_id,
    userId: notification.user_id,
    recipient: reader.email,
    ...(notification.kind === 'comment' && notification.actor_id && { writtenBy: notification.actor_id }),
    template: templateOf[notification.kind],
    parameters: parametersOf(notification.parameters, reader.name, actor),
  } as MailWish;
}
