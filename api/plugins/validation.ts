import { Compile } from 'typebox/compile';
import type { TSchema } from 'typebox';
import type { TLocalizedValidationError } from 'typebox/error';
import fp from 'fastify-plugin';
import { ApiError } from '../errors.ts';

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
        if (!compiled.Check(value)) return { error: refusal(detailsOf(compiled.Errors(value))) };
        return { value: isBody ? compiled.Clean(value) : value };
      };
    });
  },
  { name: 'validation' },
);

function refusal(details: Record<string, string[]>): ApiError {
  return new ApiError('VALIDATION_ERROR', 'Some fields are not valid. See the details for each field.', {
    details,
  });
}

/** Deeper bodies would overflow the stack of whatever walks them; the contract's own go eight levels deep. */
const deepest = 50;

/**
 * Finds what no schema would: text that PostgreSQL cannot store (NUL, half a surrogate pair), and bodies nested without end.
 * @returns the field and why it is refused
 */
function unusable(value: unknown, field = '', depth = 0): { field: string; why: string } | undefined {
  if (typeof value === 'string') {
    return value.includes('\u0000') || !value.isWellFormed()
      ? { field: field || 'body', why: 'must not contain NUL or broken characters' }
      : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth === deepest) return { field: field.split('.')[0] || 'body', why: 'is nested too deeply' };
  for (const [key, item] of Object.entries(value)) {
    const found =
      unusable(key, field, depth + 1) ?? unusable(item, field ? `${field}.${key}` : key, depth + 1);
    if (found) return found;
  }
  return undefined;
}

function detailsOf(errors: TLocalizedValidationError[]): Record<string, string[]> {
  const details: Record<string, string[]> = {};
  for (const error of errors.slice(0, 50)) {
    const at = error.instancePath.slice(1).replaceAll('/', '.');
    const fields =
      error.keyword === 'required'
        ? error.params.requiredProperties.map((name) => (at ? `${at}.${name}` : name))
        : [at || 'body'];
    const why = error.keyword === 'required' ? 'is required' : error.message;
    for (const field of fields) details[field] = [...new Set([...(details[field] ?? []), why])];
  }
  return details;
}
