import { Type } from 'typebox';
import type { Static, TSchema } from 'typebox';
import type { FieldFault } from '#domain/field-faults.ts';

/**
 * A schema with a rule that no keyword can say.
 * @param faultOf what breaks the rule, undefined for what keeps it. A schema's error can carry a text only: the reason goes as JSON to whoever reads
 * the errors (api/plugins/schema-faults.ts)
 */
export const refinedBy = <Schema extends TSchema>(
  schema: Schema,
  faultOf: (value: Static<Schema>) => FieldFault | undefined,
) =>
  Type.Refine(
    schema,
    (value) => faultOf(value) === undefined,
    (value) => JSON.stringify(faultOf(value)),
  );
