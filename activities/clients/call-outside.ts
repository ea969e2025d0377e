import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Fault } from '#domain/processes/waiting.ts';

/** What a provider answered for good: asking again would not change it. The process decides what that means. */
export type Refusal = { outcome: 'refused'; reason: string };

/** A provider or host that is away, overloaded or refuses for now. It is waited for as long as it takes. */
export class ProviderOutage extends Error {
  override name = 'ProviderOutage';
  /** Seconds after which the provider wants to be asked again; null when it did not say. */
  readonly retryAfterSeconds: number | null;
  constructor(message: string, options: { cause?: unknown; retryAfterSeconds?: number | null } = {}) {
    super(message, { cause: options.cause });
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }
}

/** An answer that is no answer of this provider's contract: too large, or of another shape. */
export class UnexpectedAnswer extends Error {
  override name = 'UnexpectedAnswer';
}

const passingCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'ESOCKET',
  'ECONNECTION',
  'EPIPE',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_SOCKET',
]);

/** Whether an error says that the other side is away for now: refused, timed out, 429, 5xx. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ProviderOutage) return true;
  if (!(error instanceof Error)) return false;
  const { code, status, statusCode } = error as { code?: unknown; status?: unknown; statusCode?: unknown };
  const answered = [status, statusCode].find((value) => typeof value === 'number');
  if (answered !== undefined) return answered === 429 || answered === 408 || answered >= 500;
  if (typeof code === 'string' && passingCodes.has(code)) return true;
  return error.name === 'AbortError' || error.name === 'TimeoutError' || isPassing(error.cause);
}

/**
 * Makes one call to somebody outside, as every client in this folder does.
 * The key is the same at every try of the same step, so that a provider that keeps keys does it once; where there are none, the client
 * puts it where it can be found again (a Message-ID, a hidden marker) and looks before it repeats.
 * @param call.step the step of the process
 * @param call.schema what an answer must look like; only what it names is passed on
 * @param call.longestBytes an answer's JSON may have; beyond it is not looked at
 * @param call.send makes the request
 * @throws ProviderOutage, UnexpectedAnswer, or what `send` throws about the request itself
 */
export async function callOutside<Schema extends TSchema>(call: {
  step: string;
  schema: Schema;
  longestBytes: number;
  send: (idempotencyKey: string, signal: AbortSignal) => Promise<unknown>;
}): Promise<Static<Schema>> {
  const { info, cancellationSignal } = Context.current();
  const key = idempotencyKeyOf(info.workflowExecution?.workflowId ?? info.activityId, call.step);
  let answer: unknown;
  try {
    answer = await call.send(key, cancellationSignal);
  } catch (error) {
    if (!isPassing(error) || error instanceof ProviderOutage) throw error;
    throw new ProviderOutage(error instanceof Error ? error.message : String(error), { cause: error });
  }
  const size = JSON.stringify(answer)?.length ?? 0;
  if (size > call.longestBytes) throw new UnexpectedAnswer(`The answer has ${size} characters.`);
  const cleaned = Value.Clean(call.schema, structuredClone(answer));
  if (Value.Check(call.schema, cleaned)) return cleaned;
  const [first] = Value.Errors(call.schema, cleaned);
  throw new UnexpectedAnswer(
    `The answer is of another shape: ${first?.instancePath ?? ''} ${first?.message ?? ''}`,
  );
}

/** One key a workflow and step, the same at every try. */
export const idempotencyKeyOf = (workflowId: string, step: string): string => `${workflowId}/${step}`;

/**
 * What an activity throws for a fault, so that Temporal tries again: after the time a parked process rests, or a provider named.
 * @param restSeconds null: the activity's own retry policy decides
 */
export function toBeRetried(fault: Fault, restSeconds: number | null, cause?: unknown): ApplicationFailure {
  return ApplicationFailure.create({
    type: fault.code,
    message: fault.message,
    ...(restSeconds !== null && { nextRetryDelay: `${restSeconds} seconds` }),
    ...(cause instanceof Error && { cause }),
  });
}
