import { Type } from 'typebox';
import { sourceWarningReasons } from '#domain/languages/source-pattern.ts';
import { ExerciseLanguage, SourceFile } from '#domain/exercises/exercise-definition.ts';

export const SourceFiles = Type.Array(
  Type.Object({ name: SourceFile.properties.name, content: Type.String() }),
  {
    minItems: 1,
    maxItems: 20,
    description: 'At most 1 MB in all',
  },
);

/** What a hand-in and a free run have in common. An unknown language is told by name, so the schema takes any text. */
export const SourceBody = {
  language: Type.String({ minLength: 1, maxLength: 20, description: ExerciseLanguage.enum.join(', ') }),
  files: SourceFiles,
};

/** Something in the source that cannot work here, with the reason; it stops nothing. */
export const Warnings = Type.Array(
  Type.Object({
    file: Type.String(),
    line: Type.Integer({ minimum: 1 }),
    reason: Type.Enum([...sourceWarningReasons]),
    message: Type.String({ description: 'The reason in English' }),
  }),
);
