import { ApplicationFailure, Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { Static, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Fault } from '#domain/processes/waiting.ts';
import { longestClosedSeconds } from './shared-limit.ts';
import type { SharedLimit } from './shared-limit.ts';

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

/**
 * No more may be asked of a provider just now: by the limit that its client declares, or by the provider's own word (429, Retry-After).
 * It is nobody's fault: whoever gets it lets go of its slot and comes back after that time.
 */
export class ProviderBusy extends ProviderOutage {
  override name = 'ProviderBusy';
  declare readonly retryAfterSeconds: number;
  constructor(message: string, retryAfterSeconds: number, cause?: unknown) {
    super(message, { cause, retryAfterSeconds });
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

/** Until when a provider wants to be left alone that answered 429 and did not say. */
const unsaidSeconds = 30;

type Headers = { get?: (name: string) => unknown } & Record<string, unknown>;

/**
 * In how many seconds a provider wants to be asked again, as the error of its library tells: `Retry-After` in seconds or as a date (RFC 9110, 10.2.3).
 * @returns null when it does not say
 */
export function retryAfterOf(error: unknown): number | null {
  if (error instanceof ProviderOutage) return error.retryAfterSeconds;
  if (!(error instanceof Error)) return null;
  // Stripe's and fetch-like errors, Octokit's, Slack's.
  const { headers, response, retryAfter } = error as {
    headers?: Headers;
    response?: { headers?: Headers };
    retryAfter?: unknown;
  };
  const found = headers ?? response?.headers;
  const said =
    retryAfter ?? (typeof found?.get === 'function' ? found.get('retry-after') : found?.['retry-after']);
  if (typeof said !== 'string' && typeof said !== 'number') return retryAfterOf(error.cause);
  const seconds = /^\d+(\.\d+)?$/.test(String(said))
    ? Number(said)
    : (Date.parse(String(said)) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? null : Math.max(0, seconds);
}

function saysTooOften(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { status, statusCode } = error as { status?: unknown; statusCode?: unknown };
  return status === 429 || statusCode === 429 || saysTooOften(error.cause);
}

/**
 * Makes one call to somebody outside, as every client in this folder does.
 * The key is the same at every try of the same step, so that a provider that keeps keys does it once. Where there are none, the client
 * puts it where it can be found again (a hidden marker in a text) and gives `findEarlier`, which is asked before `send`: an earlier one may have been
 * heard though its answer was lost. What it finds is the answer, and nothing is sent. It is asked at every try, because a first try may be a
 * repetition too: of a step that was told to begin anew, or of a workflow that Temporal lost. Where there is nowhere to look (SMTP) the repetition bears the same key.
 *
 * A call is made when the limit that all workers share has room; what a provider says of too much to one of them holds for all. Nobody waits here.
 * Where a provider says it in a way of its own (GitHub: 403 with `x-ratelimit-reset`), its client throws a ProviderOutage with the seconds.
 * @param call.step the step of the process
 * @param call.limit of the provider's account
 * @param call.schema what an answer must look like; only what it names is passed on
 * @param call.longestBytes an answer's JSON may have; beyond it is not looked at. It has been read by then: a client that reads bodies itself (fetch)
 * stops reading there, and one whose library reads them gives the library a bound where it has one
 * @param call.send makes the request, once: a library's own repetitions are switched off
 * @param call.findEarlier looks for what an earlier try made under this key: gives what `send` would have given, or undefined when there is none.
 * It must see what was made a moment ago, which a search index does not. Looking and sending take one turn of the limit, because a narrow one would
 * let a process look for ever; a client that gives it declares half of what its account may be asked
 * @throws ProviderBusy, ProviderOutage, UnexpectedAnswer, or what `send` or `findEarlier` throws about the request itself
 */
export async function callOutside<Schema extends TSchema>(call: {
  step: string;
  limit: SharedLimit;
  schema: Schema;
  longestBytes: number;
  send: (idempotencyKey: string, signal: AbortSignal) => Promise<unknown>;
  findEarlier?: (idempotencyKey: string, signal: AbortSignal) => Promise<unknown>;
}): Promise<Static<Schema>> {
  const { info, cancellationSignal } = Context.current();
  const key = idempotencyKeyOf(info.workflowExecution?.workflowId ?? info.activityId, call.step);
  const turnInSeconds = await call.limit.take(info.attempt > 1);
  if (turnInSeconds > 0)
    throw new ProviderBusy('As much as may be asked of the provider is being asked.', turnInSeconds);
  let answer: unknown;
  try {
    answer = await call.findEarlier?.(key, cancellationSignal);
    if (answer === undefined) answer = await call.send(key, cancellationSignal);
  } catch (error) {
    throw await outageOf(error, call.limit);
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

/** What to throw for what `send` or `findEarlier` threw. When the provider said that it was too much, or until when it is away, all workers are told. */
async function outageOf(error: unknown, limit: SharedLimit): Promise<unknown> {
  if (!isPassing(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  const said = retryAfterOf(error) ?? (saysTooOften(error) ? unsaidSeconds : null);
  if (said === null)
    return error instanceof ProviderOutage ? error : new ProviderOutage(message, { cause: error });
  // At least a second, so that a provider that says “at once” is not asked in circles; at most an hour, whatever it says.
  const seconds = Math.min(Math.max(said, 1), longestClosedSeconds);
  await limit.close(seconds);
  return new ProviderBusy(message, seconds, error);
}

/** One key a workflow and step, the same at every try. */
export const idempotencyKeyOf = (workflowId: string, step: string): string => `${workflowId}/${step}`;

/**
 * What an activity throws while its provider takes no more, so that Temporal tries again when it does. It is no fault: the process's row is told by
 * `moveProcess` and not by `recordFault`, and Temporal neither warns of it nor counts it.
 */
export function untilProviderTakesMore(busy: ProviderBusy): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'provider_limit',
    message: busy.message,
    nextRetryDelay: delayOf(busy.retryAfterSeconds),
    category: ApplicationFailureCategory.BENIGN,
    cause: busy,
  });
}

const delayOf = (seconds: number): `${number} seconds` => `${Math.ceil(seconds * 1000) / 1000} seconds`;

/**
 * What an activity throws for a fault, so that Temporal tries again: after the time a parked process rests, or a provider named.
 * @param restSeconds null: the activity's own retry policy decides
 */
export function toBeRetried(fault: Fault, restSeconds: number | null, cause?: unknown): ApplicationFailure {
  return ApplicationFailure.create({
    type: fault.code,
    message: fault.message,
    ...(restSeconds !== null && { nextRetryDelay: delayOf(restSeconds) }),
    ...(cause instanceof Error && { cause }),
  });
}
