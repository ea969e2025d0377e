import { Compile } from 'typebox/compile';
import type { TSchema } from 'typebox';
import fp from 'fastify-plugin';
import { fieldFault, type FieldFault } from '#domain/field-faults.ts';
import { ApiError } from '../errors.ts';
import { schemaFaults } from './schema-faults.ts';

/**
 * Checks what comes in against the route's TypeBox schemas. Paths and queries are text, so they are converted and filled with defaults;
 * bodies are taken as sent: a wrong type is refused, a field the schema does not name never reaches the handler, and no body is an empty one.
 */
export default fp(
  async (app) => {
    app.setValidatorCompiler<TSchema>(({ schema, httpPart }) => {
      const compiled = Compile(schema);
      const isBody = httpPart === 'body';
      return (sent: unknown) => {
        const refused = unusable(sent);
        if (refused) return { error: refusal({ [refused.field]: [refused.why] }) };
        const value = compiled.Default(isBody ? (sent ?? {}) : compiled.Convert(sent));
        if (!compiled.Check(value)) return { error: refusal(schemaFaults(compiled.Errors(value))) };
        return { value: isBody ? compiled.Clean(value) : value };
      };
    });
  },
  { name: 'validation' },
);

const refusal = (reasons: Record<string, FieldFault[]>): ApiError =>
  new ApiError('fields_not_valid', {}, { reasons });

/** Deeper bodies would overflow the stack of whatever walks them; the contract's own go eight levels deep. */
const deepest = 50;

/**
 * Finds what no schema would: text that PostgreSQL cannot store (NUL, half a surrogate pair), and bodies nested without end.
 * @returns the field and why it is refused
 */
function unusable(value: unknown, field = '', depth = 0): { field: string; why: FieldFault } | undefined {
  if (typeof value === 'string') {
    return value.includes('\u0000') || !value.isWellFormed()
      ? { field: field || 'body', why: fieldFault('broken_text') }
      : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth === deepest) return { field: field.split('.')[0] || 'body', why: fieldFault('too_deep') };
  for (const [key, item] of Object.entries(value)) {
    const found =
      unusable(key, field, depth + 1) ?? unusable(item, field ? `${field}.${key}` : key, depth + 1);
    if (found) return found;
  }
  return undefined;
}
