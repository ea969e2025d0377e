import { Type } from 'typebox';
import type { Static } from 'typebox';
import { Nullable, Time } from './fields.ts';

const State = Type.Enum(['works', 'waits', 'away'], {
  description: '`waits`: it is accepted, and done as soon as the rest answers again.',
});
const Since = Nullable(
  Type.String({ ...Time, description: 'Since when it does not work, if that is known.' }),
);

/** Of what people notice, without a word of what it is made of. */
export const Status = Type.Object({
  sign_in: State,
  mail: Type.Object({ state: State, since: Since }),
  live: Type.Object({ state: State, since: Since }),
  grading: Type.Object({
    since: Since,
    languages: Type.Array(Type.Object({ language: Type.String(), title: Type.String(), state: State })),
  }),
});
export type Status = Static<typeof Status>;
