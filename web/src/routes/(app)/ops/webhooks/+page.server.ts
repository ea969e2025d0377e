import {
  listWebhookEvents,
  redeliverWebhookEvent,
  type ListWebhookEventsData,
} from '#lib/api/generated/index.ts';
import { answer } from '#lib/server/api-client.ts';
import { textOf } from '#lib/server/form.ts';
import { formAction } from '#lib/server/form-action.ts';
import { textsOf } from '#lib/server/texts.ts';
import { isUuid } from '#lib/uuid.ts';
import type { Actions, PageServerLoad } from './$types.d.ts';

type Query = NonNullable<ListWebhookEventsData['query']>;

const states = ['undeliverable', 'received', 'delivered', 'ignored'] as const;
const providers = ['stripe', 'github', 'slack'] as const;

/** What belongs to no organisation is the superadmin's. */
const scopeOf = (url: URL) =>
  url.searchParams.get('scope') === 'platform' ? { platform: true as const } : {};

export const load: PageServerLoad = async ({ locals, url }) => {
  const read = (name: string) => url.searchParams.get(name) ?? '';
  const state = states.find((one) => one === read('state'));
  const provider = providers.find((one) => one === read('provider'));
  const cursor = isUuid(read('cursor')) ? read('cursor') : '';
  const query: Query = {
    page_size: 30,
    ...scopeOf(url),
    ...(state ? { state } : {}),
    ...(provider ? { provider } : {}),
    ...(cursor ? { cursor } : {}),
  };
  const { results, next } = await answer(listWebhookEvents({ client: locals.api, query }));
  return {
    events: results,
    next: next === null ? null : new URL(next).searchParams.get('cursor'),
    states,
    providers,
    seesPlatform: locals.viewer?.role === 'superadmin',
    filters: { state: state ?? '', provider: provider ?? '', scope: scopeOf(url).platform ? 'platform' : '' },
    first: cursor === '',
  };
};

export const actions: Actions = {
  redeliver: formAction(
    (form) => ({ id: textOf(form, 'id'), reason: textOf(form, 'reason').trim() }),
    async ({ id, reason }, { locals, url }) => {
      const event = await answer(
        redeliverWebhookEvent({ client: locals.api, path: { id }, query: scopeOf(url), body: { reason } }),
      );
      const texts = textsOf(locals.language).ops.webhooks;
      const isOnItsWay = event.fault_code === null;
      return {
        done: isOnItsWay ? texts.redelivered : undefined,
        notYet: isOnItsWay ? undefined : texts.notYet,
      };
    },
  ),
};
