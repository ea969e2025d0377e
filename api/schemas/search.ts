import { Type } from 'typebox';
import { searchKinds } from '#domain/search/search-kinds.ts';
import { maxOfKind } from '#models/search/find-things.ts';
import { PageQuery } from './envelope.ts';
import { Nullable, Uuid } from './fields.ts';

export const SearchKind = Type.Enum([...searchKinds]);

export const SearchQuery = Type.Object({
  ...PageQuery.properties,
  q: Type.String({
    maxLength: 200,
    description: 'Words, or their beginnings, in any script; typing errors are forgiven',
  }),
  kind: Type.Optional(SearchKind),
  each: Type.Optional(
    Type.Integer({ minimum: 1, maximum: maxOfKind, description: 'At most so many of each kind' }),
  ),
});

export const FoundThing = Type.Object({
  kind: SearchKind,
  id: Uuid,
  title: Type.String({ description: 'Of a process its kind' }),
  context: Nullable(
    Type.String({
      description:
        'The title of a lesson’s or exercise’s course, a person’s role, the name of whom a submission or process is of',
    }),
  ),
  slug: Nullable(Type.String({ description: 'Of a course, a lesson or an exercise' })),
  course_slug: Nullable(Type.String({ description: 'Of a lesson' })),
  attempt: Nullable(Type.Integer({ description: 'Of a submission' })),
  workflow_id: Nullable(Type.String({ description: 'Of a process' })),
});
