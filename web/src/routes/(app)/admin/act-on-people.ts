import { fail } from '@sveltejs/kit';
import {
  assignTrainer,
  deactivateUser,
  reactivateUser,
  readUser,
  resendUserVerification,
  type ReadUserResponse,
} from '#lib/api/generated/index.ts';
import { actOnEach, maxRows } from '#lib/server/act-on-each.ts';
import { answer, type ApiClient } from '#lib/server/api-client.ts';
import { bulkAnswer } from '#lib/server/bulk-answer.ts';
import { textOf } from '#lib/server/form.ts';
import type { Texts } from '#lib/texts/index.ts';
import { isUuid } from '#lib/uuid.ts';

type User = ReadUserResponse['data'];
type Wish = { client: ApiClient; reason: { reason?: string }; viewerId: string | undefined };
type Act = {
  /** Why there is nothing to do for this person; null when there is. */
  needless: (user: User, wish: Wish) => string | null;
  perform: (user: User, wish: Wish) => Promise<unknown>;
};

const path = ({ id }: User) => ({ path: { id } });

/** What an admin does to several people at once. A change of role is not among them: it takes students and trainers from each other, and is looked at one by one. */
const acts = {
  assign: {
    needless: ({ role, trainer }) => (role !== 'student' ? 'other' : trainer ? 'already' : null),
    perform: ({ id }, { client }) => answer(assignTrainer({ client, body: { student_id: id } })),
  },
  resend: {
    needless: ({ email, email_verified: verified }) => (email === null || verified ? 'already' : null),
    perform: (user, { client }) => answer(resendUserVerification({ client, ...path(user) })),
  },
  deactivate: {
    needless: ({ id, status }, { viewerId }) =>
      id === viewerId ? 'own' : status === 'deactivated' ? 'already' : null,
    perform: (user, { client, reason }) => answer(deactivateUser({ client, ...path(user), body: reason })),
  },
  reactivate: {
    needless: ({ status }) => (status === 'active' ? 'already' : null),
    perform: (user, { client, reason }) => answer(reactivateUser({ client, ...path(user), body: reason })),
  },
} satisfies Record<string, Act>;

const isAct = (name: string): name is keyof typeof acts => Object.hasOwn(acts, name);

/**
 * Does the form's `act` to each `user` of it, and says of each to whom it was not done, and why. Whoever stands so already is left alone, so a form that is
 * sent twice does nothing twice.
 */
export async function actOnPeople(
  client: ApiClient,
  form: FormData,
  texts: Texts,
  viewerId: string | undefined,
) {
  const words = texts.admin.bulk;
  const name = textOf(form, 'act');
  const ids = form.getAll('user').map(String).filter(isUuid);
  if (!isAct(name) || ids.length === 0) return fail(400, { message: texts.common.bulk.chooseFirst });
  if (ids.length > maxRows) return fail(400, { message: texts.common.bulk.chooseFewer({ most: maxRows }) });
  const reason = textOf(form, 'reason').trim().slice(0, 1000);
  const wish: Wish = { client, viewerId, reason: reason === '' ? {} : { reason } };
  const act: Act = acts[name];
  const names = new Map<string, string>();
  const outcomes = await actOnEach(ids, async (id) => {
    const user = await answer(readUser({ client, path: { id } }));
    names.set(id, user.name);
    const needless = act.needless(user, wish);
    if (needless === null) await act.perform(user, wish);
    return needless;
  });
  return bulkAnswer(outcomes, {
    done: words.done[name],
    why: { ...words.why, ...words.why[name] },
    linkTo: (id) => ({ href: `/admin/users/${id}`, label: names.get(id) ?? id }),
  });
}
