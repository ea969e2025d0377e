/** Why a field was refused: a code, and what its words need. */
export type FieldFault = { code: string; parameters: Record<string, string> };

/** Which of the API's refusals it is, and what its words need. */
export type Refusal = { code: string; parameters: Record<string, string | number> };

type Said = {
  code: string;
  reason?: Refusal | undefined;
  reasons?: Record<string, FieldFault[]> | undefined;
  requestId?: string | undefined;
  retryAfterSeconds?: number | undefined;
};

/**
 * What the API said instead of success; `code` is one of the documented codes, `reason` says which refusal, `reasons` say why by field.
 * The API's English is not kept: pages say `refusalInWords`.
 */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: string;
  /** Undefined when the API did not answer at all. */
  readonly reason: Refusal | undefined;
  readonly reasons: Record<string, FieldFault[]>;
  readonly requestId: string | undefined;
  /** When asking again may succeed, where the API said so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, { code, reason, reasons = {}, requestId, retryAfterSeconds }: Said) {
    super(reason ? `${code}: ${reason.code}` : code);
    this.name = 'ApiFailure';
    this.status = status;
    this.code = code;
    this.reason = reason;
    this.reasons = reasons;
    this.requestId = requestId;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
