import type { TLocalizedValidationError } from 'typebox/error';
import { fieldFault, type FieldFault } from '#domain/field-faults.ts';

/** The pattern of fields in which blanks are as good as nothing. */
const notBlank = '\\S';
/** What is looked at of the errors of one request. */
const maxErrors = 50;

/** Why each field breaks its schema, each reason once. */
export function schemaFaults(errors: TLocalizedValidationError[]): Record<string, FieldFault[]> {
  const reasons: Record<string, FieldFault[]> = {};
  for (const error of withoutNoise(errors.slice(0, maxErrors))) {
    const fault = faultOf(error);
    for (const field of fieldsOf(error)) {
      const told = (reasons[field] ??= []);
      if (!told.some((one) => JSON.stringify(one) === JSON.stringify(fault))) told.push(fault);
    }
  }
  return reasons;
}

/**
 * Without what a schema of several alternatives says besides: that none fitted, and that a value was none of the other types. What it breaks of the
 * alternative it was meant as says it all.
 */
function withoutNoise(errors: TLocalizedValidationError[]): TLocalizedValidationError[] {
  const alternatives = errors.filter(({ keyword }) => keyword === 'anyOf').map((error) => error.instancePath);
  const meant = errors.filter(({ keyword }) => keyword !== 'anyOf' && keyword !== 'type');
  const isSaidAlready = ({ keyword, instancePath: at }: TLocalizedValidationError) =>
    (keyword === 'anyOf' || keyword === 'type') &&
    alternatives.includes(at) &&
    meant.some(({ instancePath }) => instancePath === at || instancePath.startsWith(`${at}/`));
  const told = errors.filter((error) => !isSaidAlready(error));
  return told.filter(({ keyword }) => keyword !== 'anyOf' || told.length === 1);
}

function fieldsOf(error: TLocalizedValidationError): string[] {
  const at = error.instancePath.slice(1).replaceAll('/', '.');
  if (error.keyword !== 'required') return [at || 'body'];
  return error.params.requiredProperties.map((name) => (at ? `${at}.${name}` : name));
}

type SchemaError<Keyword> = Extract<TLocalizedValidationError, { keyword: Keyword }>;
type Faults = {
  [Keyword in TLocalizedValidationError['keyword']]?: (error: SchemaError<Keyword>) => FieldFault;
};

const faults: Faults = {
  required: () => fieldFault('required'),
  type: ({ params }) => fieldFault('wrong_type', { type: [params.type].flat().join(' or ') }),
  minLength: ({ params }) => fieldFault('too_short', { least: params.limit }),
  maxLength: ({ params }) => fieldFault('too_long', { most: params.limit }),
  minItems: ({ params }) => fieldFault('too_few', { least: params.limit }),
  maxItems: ({ params }) => fieldFault('too_many', { most: params.limit }),
  minProperties: ({ params }) => fieldFault('too_few', { least: params.limit }),
  maxProperties: ({ params }) => fieldFault('too_many', { most: params.limit }),
  minimum: ({ params }) => fieldFault('too_small', { least: String(params.limit) }),
  maximum: ({ params }) => fieldFault('too_large', { most: String(params.limit) }),
  format: ({ params }) =>
    params.format === 'email'
      ? fieldFault('not_an_email')
      : fieldFault('wrong_format', { format: params.format }),
  pattern: ({ params }) =>
    String(params.pattern) === notBlank
      ? fieldFault('required')
      : fieldFault('wrong_pattern', { pattern: String(params.pattern) }),
  enum: () => fieldFault('not_a_choice'),
  const: () => fieldFault('not_a_choice'),
  uniqueItems: () => fieldFault('duplicates'),
  // Written by api/schemas/refined.ts.
  '~refine': ({ params }) => JSON.parse(params.message) as FieldFault,
};

function faultOf(error: TLocalizedValidationError): FieldFault {
  const fault = faults[error.keyword] as ((known: typeof error) => FieldFault) | undefined;
  return fault?.(error) ?? fieldFault('other', { reason: error.message });
}
