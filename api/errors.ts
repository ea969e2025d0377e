import { sentenceOf, type FieldFault } from '#domain/field-faults.ts';
import { inWords, type ParameterOf } from '#domain/in-words.ts';
import { refusals, type RefusalCode } from './refusals/index.ts';

/** The documented error codes and the HTTP status of each. */
export const errorStatus = {
  VALIDATION_ERROR: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  EMAIL_NOT_VERIFIED: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  GONE: 410,
  PAYLOAD_TOO_LARGE: 413,
  QUOTA_EXCEEDED: 429,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  NOT_CONFIGURED: 503,
  UNAVAILABLE: 503,
} as const;

export type ErrorCode = keyof typeof errorStatus;

type Options = {
  /** Why fields were refused, by the field's name. */
  reasons?: Record<string, FieldFault[]>;
  retryAfterSeconds?: number;
};
type Given<Code extends RefusalCode> = [ParameterOf<(typeof refusals)[Code][1]>] extends [never]
  ? [parameters?: Record<string, never>, options?: Options]
  : [parameters: Record<ParameterOf<(typeof refusals)[Code][1]>, string | number>, options?: Options];

/**
 * An answer other than success, meant for the caller: which of the refusals it is, and what its words need. Anything else thrown is our fault
 * and answers INTERNAL.
 */
export class ApiError<Code extends RefusalCode = RefusalCode> extends Error {
  readonly code: ErrorCode;
  readonly reason: { code: Code; parameters: Record<string, string | number> };
  readonly reasons: Record<string, FieldFault[]>;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: Code, ...[parameters = {}, options = {}]: Given<Code>) {
    const [errorCode, sentence] = refusals[code];
    super(inWords(sentence, parameters));
    this.name = 'ApiError';
    this.code = errorCode;
    this.reason = { code, parameters };
    this.reasons = options.reasons ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** The reasons by field as English sentences, for clients of the API. */
  get details(): Record<string, string[]> {
    return Object.fromEntries(
      Object.entries(this.reasons).map(([field, faults]) => [field, faults.map(sentenceOf)]),
    );
  }
}
