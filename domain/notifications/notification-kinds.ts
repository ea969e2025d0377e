import { Type } from 'typebox';
import type { Static, TObject } from 'typebox';
import { isOpenTo, roles } from '../permissions.ts';
import type { Permission, Role } from '../permissions.ts';
import { processDefinitions } from '../processes/index.ts';
import type { ProcessDefinition } from '../processes/define-process.ts';

/** How a person hears of something: in the panel of the site, by mail. */
export const notificationChannels = ['panel', 'mail'] as const;
export type NotificationChannel = (typeof notificationChannels)[number];

type NotificationKindDefinition = {
  /** What the site words it with. Words of the person who caused it stand in `excerpt` only, where an erasure finds them. */
  parameters: TObject;
  /** What counts until a person chooses. */
  wanted: Readonly<Record<NotificationChannel, boolean>>;
  /** Who can be told of such a thing, and so may choose. */
  reaches: (role: Role) => boolean;
};

const Id = Type.String({ format: 'uuid' });
const Title = Type.String({ maxLength: 300 });
const Score = Type.Union([Type.Number(), Type.Null()]);
const result = {
  submission_id: Id,
  exercise_title: Title,
  verdict: Type.String({ maxLength: 40 }),
  score: Score,
  max_score: Score,
};
const learns = (role: Role): boolean => isOpenTo('submissions.create', role);
const both = { panel: true, mail: true } as const;

const kinds = {
  /** Somebody wrote about one's submission, or a student wrote about one that one looks after. */
  comment: {
    parameters: Type.Object({
      submission_id: Id,
      exercise_title: Title,
      excerpt: Type.String({ maxLength: 300 }),
    }),
    wanted: both,
    reaches: () => true,
  },
  /** A person's judgement stands instead of the tests'. */
  override: { parameters: Type.Object(result), wanted: both, reaches: learns },
  /** A submission was run again, and something else came out. */
  regrade: { parameters: Type.Object(result), wanted: both, reaches: learns },
  /** An exercise is due within a day and not solved. */
  due_soon: {
    parameters: Type.Object({
      exercise_slug: Type.String({ maxLength: 100 }),
      exercise_title: Title,
      due_at: Type.String({ format: 'date-time' }),
    }),
    wanted: both,
    reaches: learns,
  },
  /** A process does not get on without a person. */
  process: {
    parameters: Type.Object({ workflow_id: Type.String({ maxLength: 100 }), process_kind: Type.String() }),
    wanted: both,
    reaches: (role) => rolesThatRepair().includes(role),
  },
} as const satisfies Record<string, NotificationKindDefinition>;

export type NotificationKind = keyof typeof kinds;

export type NotificationParameters = {
  [Kind in NotificationKind]: Static<(typeof kinds)[Kind]['parameters']>;
};

export const notificationKinds = Object.keys(kinds) as NotificationKind[];

/** The definition of a kind. */
export const notificationKind = (kind: NotificationKind): NotificationKindDefinition => kinds[kind];

/** The schema of a kind's parameters. */
export const parametersOf = <Kind extends NotificationKind>(kind: Kind): (typeof kinds)[Kind]['parameters'] =>
  kinds[kind].parameters;

/** The kinds that somebody in this role can be told of. */
export const kindsFor = (role: Role): NotificationKind[] =>
  notificationKinds.filter((kind) => kinds[kind].reaches(role));

/** Who may do something about a process of any kind, and so is told when one needs a person. */
export function rolesThatRepair(): Role[] {
  const definitions: readonly ProcessDefinition[] = processDefinitions;
  const permissions = definitions.flatMap(({ repairs }) => Object.values<Permission>(repairs));
  return roles.filter((role) => permissions.some((permission) => isOpenTo(permission, role)));
}
