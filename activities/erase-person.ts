import type { Knex } from 'knex';
import { workflowIdOf } from '#domain/processes/define-process.ts';
import type { WorkflowIdOf } from '#domain/processes/define-process.ts';
import { erasePersonProcess, reminderDaysBefore } from '#domain/processes/erase-person.ts';
import type { Fault } from '#domain/processes/waiting.ts';
import { findOrganisationsWith } from '#models/accounts/collect-person.ts';
import { emptyAccount, holdPerson, leaveOrganisation } from '#models/accounts/erase-person.ts';
import { Erasure } from '#models/accounts/erasure.ts';
import { User } from '#models/accounts/user.ts';
import { inOrganisation } from '#models/database/in-organisation.ts';
import { millisecondsUntil } from '#models/database/milliseconds-until.ts';
import { enterStep, moveProcess } from '#models/processes/move-process.ts';
import { beginThoseAlone, cancelUnfinished } from '#models/processes/erase-person.ts';
import { beginMail } from '#models/processes/send-mail.ts';
import type { Whose } from '#models/processes/send-mail.ts';
import { toBeRetried } from './clients/call-outside.ts';
import { recordingFaults } from './recording-faults.ts';
import { whileHeartbeating } from './while-heartbeating.ts';

export type ErasureInput = { organisationId: string; erasureId: string };

export type ErasureOutcome = { status: 'erased' | 'cancelled' };

/** 0: it is not waited for (any more). */
export type OpenedErasure = { waitMilliseconds: number; remindAfterMilliseconds: number };

type ErasureWorkflowId = WorkflowIdOf<typeof erasePersonProcess>;

export type ErasingActivities = ReturnType<typeof createErasingActivities>;

const dayMilliseconds = 86_400_000;
const farewellSeconds = 30;

const farewellOnItsWay: Fault = {
  code: 'farewell_on_its_way',
  message: 'The last mail has not been handed over yet.',
  kind: 'outage',
  waitsFor: 'mail_server',
};

/**
 * The steps of an erasure, with the application's role. Each is one transaction and may be repeated.
 * @param tools.database a pool of that role
 */
export function createErasingActivities({ database }: { database: Knex }) {
  /** Runs a step in the scope of the organisation where it was asked for, with the row locked against a second try. */
  const inStep = <Result>(
    { organisationId, erasureId }: ErasureInput,
    work: (trx: Knex.Transaction, erasure: Erasure, workflowId: ErasureWorkflowId) => Promise<Result>,
  ): Promise<Result> => {
    const workflowId = workflowIdOf(erasePersonProcess, erasureId);
    return recordingFaults(database, { organisationId, workflowId }, () =>
      whileHeartbeating(() =>
        inOrganisation(database, organisationId, async (trx) =>
          work(trx, await Erasure.query(trx).findById(erasureId).forUpdate().throwIfNotFound(), workflowId),
        ),
      ),
    );
  };

  return {
    /** Tells by mail that it was asked for, and how long it waits. */
    openErasure: (input: ErasureInput): Promise<OpenedErasure> =>
      inStep(input, async (trx, erasure, workflowId) => {
        const left = await millisecondsUntil(trx, erasure.due_at);
        if (erasure.status !== 'waiting' || left <= 0) {
          await moveProcess(trx, { workflowId, event: { name: 'accepted', occurrence: 'accepted' } });
          return { waitMilliseconds: 0, remindAfterMilliseconds: 0 };
        }
        await enterStep(trx, workflowId, 'wait');
        if (await firstTime(trx, workflowId, 'accepted')) await tellReaders(trx, erasure);
        await moveProcess(trx, {
          workflowId,
          waitingFor: 'time',
          waitingUntil: erasure.due_at,
          event: { name: 'accepted', occurrence: 'accepted' },
        });
        return {
          waitMilliseconds: left,
          remindAfterMilliseconds: Math.max(1, left - reminderDaysBefore * dayMilliseconds),
        };
      }),

    /** Reminds whoever can take it back. */
    remindOfErasure: (input: ErasureInput): Promise<void> =>
      inStep(input, async (trx, erasure, workflowId) => {
        if (erasure.status !== 'waiting' || !(await firstTime(trx, workflowId, 'reminded'))) return;
        await tellReaders(trx, erasure);
        await moveProcess(trx, {
          workflowId,
          waitingFor: 'time',
          waitingUntil: erasure.due_at,
          event: { name: 'reminded', occurrence: 'reminded' },
        });
      }),

    /** From here on there is no way back: every membership ends, and with it every session and whatever runs for the person. */
    leaveEverywhere: (input: ErasureInput): Promise<{ status: 'erasing' | 'erased' | 'cancelled' }> =>
      inStep(input, async (trx, erasure, workflowId) => {
        if (erasure.status === 'cancelled' || erasure.status === 'erased') return { status: erasure.status };
        await Erasure.query(trx).findById(erasure.id).patch({ status: 'erasing' });
        await enterStep(trx, workflowId, 'leave');
        await moveProcess(trx, {
          workflowId,
          state: 'erasing',
          waitingFor: null,
          event: { name: 'erasing', occurrence: 'erasing' },
        });
        for (const organisationId of await findOrganisationsWith(trx, erasure.user_id)) {
          await trx.raw(`select set_config('waymark.organisation_id', ?, true)`, [organisationId]);
          await holdPerson(trx, erasure.user_id);
          await cancelUnfinished(trx, organisationId, erasure.user_id);
          await beginThoseAlone(trx, {
            organisationId,
            parentId: erasure.user_id,
            requestedBy: erasure.user_id,
          });
          await leaveOrganisation(trx, organisationId, erasure.user_id);
        }
        return { status: 'erasing' };
      }),

    /** Code, output, comments, archives: in every organisation. */
    eraseContent: (input: ErasureInput): Promise<void> =>
      inStep(input, async (trx, { status, user_id: userId }, workflowId) => {
        await enterStep(trx, workflowId, 'content');
        if (status === 'erasing') await trx.raw('select erase_content(?, null)', [userId]);
      }),

    /** What others and the platform wrote of the person. */
    eraseTraces: (input: ErasureInput): Promise<void> =>
      inStep(input, async (trx, { status, user_id: userId }, workflowId) => {
        await enterStep(trx, workflowId, 'traces');
        if (status === 'erasing') await eraseTracesOf(trx, userId);
      }),

    /** The account itself, with what was written of it since the step before; the address goes into the last mail, and is gone with that. */
    eraseAccount: (input: ErasureInput): Promise<void> =>
      inStep(input, async (trx, erasure, workflowId) => {
        await enterStep(trx, workflowId, 'account');
        const person = await User.query(trx).findById(erasure.user_id).forUpdate();
        if (!person || person.deleted_at) return;
        const [reader] = await readersOf(trx, erasure);
        await eraseTracesOf(trx, person.id);
        await emptyAccount(trx, person.id);
        if (reader) await beginFarewell(trx, erasure, reader);
      }),

    /**
     * Ends it, and looks once more for what was begun with the address in the last moment.
     * @throws ApplicationFailure, to be retried, while the last mail is on its way
     */
    eraseFarewell: (input: ErasureInput): Promise<ErasureOutcome> =>
      inStep(input, async (trx, erasure, workflowId) => {
        const { rows } = await trx.raw<{ rows: { done: boolean }[] }>('select erase_farewell(?) as done', [
          erasure.id,
        ]);
        if (!rows[0]!.done) throw toBeRetried(farewellOnItsWay, farewellSeconds);
        if (erasure.status === 'erasing') await eraseTracesOf(trx, erasure.user_id);
        await Erasure.query(trx)
          .findById(erasure.id)
          .where({ status: 'erasing' })
          .patch({ status: 'erased', finished_at: trx.raw('now()') });
        await moveProcess(trx, {
          workflowId,
          step: 'farewell',
          state: 'erased',
          finished: true,
          event: { name: 'erased', occurrence: 'end' },
        });
        return { status: 'erased' };
      }),
  };
}

/** What others and the platform wrote of a person, whatever organisation it lies in; while their erasure is under way. */
async function eraseTracesOf(trx: Knex.Transaction, userId: string): Promise<void> {
  await trx.raw('select erase_webhook_events(?)', [userId]);
  await trx.raw('select erase_words_in_mails(?)', [userId]);
  await trx.raw('select erase_traces(?)', [userId]);
}

type Reader = { id: string; name: string; email: string; language: string; whose: Whose };

/**
 * Who is told: the person, if they have an address, and the parent who asked for it, unless they have left: they could not take it back.
 * The first of them reads the last mail. Their rows are held, so that nobody is written to at an address that is erased at this moment.
 */
async function readersOf(
  trx: Knex.Transaction,
  { user_id: userId, requested_by: requestedBy }: Erasure,
): Promise<Reader[]> {
  const people = await User.query(trx).findByIds([userId, requestedBy]).orderBy('id').forKeyShare();
  const isParent =
    userId !== requestedBy &&
    (
      await trx('memberships')
        .where({ user_id: requestedBy, role: 'parent', status: 'active' })
        .pluck<string[]>('user_id')
    ).length > 0;
  return people
    .filter(({ id, email }) => email !== null && (id === userId || isParent))
    .map(({ id, name, email, language }) => ({
      id,
      name,
      email: email!,
      language,
      whose: id === userId ? ('own' as const) : ('child' as const),
    }))
    .sort((one, other) => Number(one.whose === 'child') - Number(other.whose === 'child'));
}

async function tellReaders(trx: Knex.Transaction, erasure: Erasure): Promise<void> {
  for (const { id, name, email, whose } of await readersOf(trx, erasure))
    await beginMail(trx, {
      organisationId: erasure.organisation_id,
      userId: id,
      recipient: email,
      template: 'erasure_requested',
      parameters: { name, whose, dueAt: erasure.due_at.toISOString() },
    });
}

/** Whether an event has not been noted yet: what goes with it happens once, however often the step is repeated. */
async function firstTime(trx: Knex.Transaction, workflowId: string, event: string): Promise<boolean> {
  return (await trx('process_events').where({ workflow_id: workflowId, event }).first('id')) === undefined;
}

/** Nobody's mail: it is found again by the erasure's row alone. */
async function beginFarewell(trx: Knex.Transaction, erasure: Erasure, reader: Reader): Promise<void> {
  const { mailId } = await beginMail(trx, {
    organisationId: erasure.organisation_id,
    userId: null,
    recipient: reader.email,
    template: 'erasure_done',
    parameters: { whose: reader.whose, language: reader.language },
  });
  await Erasure.query(trx).findById(erasure.id).patch({ farewell_mail_id: mailId });
}
