import type { Knex } from 'knex';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import type { WorkflowIdOf } from '#domain/processes/define-process.ts';
import { notifyProcess } from '#domain/processes/notify.ts';
import type { WithoutMailReason } from '#domain/processes/notify.ts';
import { User } from '#models/accounts/user.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { millisecondsUntil } from '#models/database/milliseconds-until.ts';
import { findPreferences } from '#models/notifications/notification-preference.ts';
import { Notification } from '#models/notifications/notification.ts';
import { enterStep, moveProcess } from '#models/processes/move-process.ts';
import { beginMail } from '#models/processes/send-mail.ts';
import { mailOf } from './mail/mail-of-notification.ts';
import { recordingFaults } from './recording-faults.ts';

export type NotifyInput = { organisationId: string; notificationId: string };

export type NotifyOutcome = { status: 'mailed' | 'settled' | 'cancelled' };

/** `shown`: it is mailed after so long, unless it is read meanwhile. */
export type ShownNotification = { status: NotifyOutcome['status'] | 'shown'; holdMilliseconds: number };

export type NotifyingActivities = ReturnType<typeof createNotifyingActivities>;

type NotifyWorkflowId = WorkflowIdOf<typeof notifyProcess>;

/** How a person is reached at this moment. */
type Reach = { panel: boolean; reader: Pick<User, 'name' | 'email'>; withoutMail: WithoutMailReason | null };

/**
 * The steps of telling a person something, with the application's role. Each is one transaction and may be repeated.
 * @param tools.database a pool of that role
 * @param tools.mailAfterSeconds how long it can be read in the panel before it is mailed
 */
export function createNotifyingActivities({
  database,
  mailAfterSeconds,
}: {
  database: Knex;
  mailAfterSeconds: number;
}) {
  /** Runs a step with the row locked against a second try; a row that went with its reader is over. */
  const inStep = <Result>(
    { organisationId, notificationId }: NotifyInput,
    work: (
      trx: Knex.Transaction,
      notification: Notification,
      workflowId: NotifyWorkflowId,
    ) => Promise<Result>,
    gone: Result,
  ): Promise<Result> => {
    const workflowId = workflowIdOf(notifyProcess, notificationId);
    return recordingFaults(database, { organisationId, workflowId }, () =>
      inOrganisation(database, organisationId, async (trx) => {
        const notification = await Notification.query(trx).findById(notificationId).forUpdate();
        if (notification) return work(trx, notification, workflowId);
        await moveProcess(trx, {
          workflowId,
          state: 'cancelled',
          finished: true,
          event: { name: 'cancelled', occurrence: 'end' },
        });
        return gone;
      }),
    );
  };

  return {
    /** Puts it into the panel as far as its reader wants it there, and says whether it may be mailed. */
    showNotification: (input: NotifyInput): Promise<ShownNotification> =>
      inStep(
        input,
        async (trx, notification, workflowId) => {
          if (notification.status !== 'queued') return shownAs(trx, notification);
          await enterStep(trx, workflowId, 'show');
          const { panel, withoutMail } = await reachOf(trx, notification);
          const shown = await Notification.query(trx).patchAndFetchById(notification.id, {
            status: withoutMail === null ? 'shown' : 'settled',
            visible_at: panel ? trx.raw('now()') : null,
            // What is not in the panel cannot be read there.
            mail_after:
              withoutMail === null
                ? trx.raw('now() + make_interval(secs => ?)', [panel ? mailAfterSeconds : 0])
                : null,
          });
          await moveProcess(trx, {
            workflowId,
            ...(withoutMail === null && {
              state: 'shown',
              step: 'hold',
              waitingFor: 'time',
              waitingUntil: shown.mail_after,
            }),
            ...(panel && { event: { name: 'shown', occurrence: 'shown' } }),
          });
          if (withoutMail !== null) await settle(trx, workflowId, withoutMail);
          return shownAs(trx, shown);
        },
        { status: 'cancelled', holdMilliseconds: 0 },
      ),

    /** Mails it, unless it was read or its reader does not want the mail any more. The mail's id is chosen already, so there is one of it. */
    mailNotification: (input: NotifyInput): Promise<NotifyOutcome> =>
      inStep(
        input,
        async (trx, notification, workflowId) => {
          if (notification.status !== 'shown')
            return { status: decided(notification) as NotifyOutcome['status'] };
          await enterStep(trx, workflowId, 'mail');
          const { reader, ...reach } = await reachOf(trx, notification);
          const withoutMail = notification.read_at ? 'read' : reach.withoutMail;
          const status = withoutMail === null ? 'mailed' : 'settled';
          await Notification.query(trx).findById(notification.id).patch({ status });
          if (withoutMail !== null) {
            await settle(trx, workflowId, withoutMail);
            return { status };
          }
          const actor = notification.actor_id ? await User.query(trx).findById(notification.actor_id) : null;
          await beginMail(
            trx,
            mailOf(notification, { name: reader.name, email: reader.email! }, actor ?? null),
          );
          await moveProcess(trx, {
            workflowId,
            state: 'mailed',
            finished: true,
            event: { name: 'mailed', occurrence: 'end' },
          });
          return { status };
        },
        { status: 'cancelled' },
      ),
  };
}

/** What came of showing it, as its row says. */
function decided({ status }: Notification): ShownNotification['status'] {
  if (status === 'queued') throw new RangeError('It is not shown yet.');
  return status;
}

/** What there is to do about it, and after how long. */
async function shownAs(trx: Knex.Transaction, notification: Notification): Promise<ShownNotification> {
  const left = await millisecondsUntil(trx, notification.mail_after);
  return { status: decided(notification), holdMilliseconds: Math.max(1, left) };
}

async function reachOf(trx: Knex.Transaction, { user_id: userId, kind }: Notification): Promise<Reach> {
  const reader = await User.query(trx).findById(userId).throwIfNotFound();
  const member = await trx('memberships')
    .where({ user_id: userId, status: 'active' })
    .first<{ user_id: string } | undefined>('user_id');
  if (!member) return { panel: false, reader, withoutMail: 'left' };
  const [wanted] = await findPreferences(trx, userId, [kind]);
  const reachable = reader.email !== null && reader.email_verified_at !== null;
  const withoutMail = !wanted!.mail ? 'not_wanted' : reachable ? null : 'no_address';
  return { panel: wanted!.panel, reader, withoutMail };
}

/** Ends its process without a mail. */
async function settle(
  trx: Knex.Transaction,
  workflowId: NotifyWorkflowId,
  withoutMail: WithoutMailReason,
): Promise<void> {
  await moveProcess(trx, {
    workflowId,
    state: 'settled',
    finished: true,
    event: { name: 'settled', occurrence: 'end', detail: { without_mail: withoutMail } },
  });
}
