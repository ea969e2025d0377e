import { createClient, type Client } from '#lib/api/generated/client/index.ts';
import { ApiFailure, type FieldFault, type Refusal } from './api-failure.ts';
import { configuration } from './configuration.ts';

/** The generated client, bound to one request; hand it to every generated function: `getExercise({ client: locals.api, … })`. */
export type ApiClient = Client;

/** Whose call it is: the browser's address, vouched for by the shared secret, the id that follows the request through both logs, and the device's own name. */
export type Origin = { address: string; requestId: string; userAgent?: string | null };

/** Makes a client that speaks as the owner of `accessToken`, or as nobody. */
export const createApiClient = ({
  accessToken,
  address,
  requestId,
  userAgent,
}: Origin & { accessToken: string | null }): ApiClient =>
  createClient({
    baseUrl: configuration.apiUrl,
    headers: {
      // Both stand in one machine room: compressing would only take time.
      'accept-encoding': 'identity',
      'x-request-id': requestId,
      'x-forwarded-for': address,
      'x-forward-secret': configuration.forwardSecret,
      ...(userAgent ? { 'user-agent': userAgent } : {}),
      ...(accessToken === null ? {} : { authorization: `Bearer ${accessToken}` }),
    },
    fetch: (request) => fetch(request, { signal: AbortSignal.timeout(20_000) }),
  });

type ErrorAnswer = {
  error: {
    code: string;
    reason?: Refusal;
    reasons?: Record<string, FieldFault[]>;
    request_id: string;
  };
};

const isErrorAnswer = (value: unknown): value is ErrorAnswer =>
  typeof value === 'object' &&
  value !== null &&
  'error' in value &&
  typeof value.error === 'object' &&
  value.error !== null &&
  'code' in value.error;

/**
 * The `data` of a successful answer.
 * @throws ApiFailure with what the API said, or UNAVAILABLE when it did not answer
 */
export const answer = async <Data>(
  call: Promise<
    | { data: { data: Data }; error: undefined; response?: Response }
    | { data: undefined; error: unknown; response?: Response }
  >,
): Promise<Data> => {
  const { data, error, response } = await call;
  if (data !== undefined) return data.data;
  if (response && isErrorAnswer(error)) {
    const { code, reason, reasons, request_id: requestId } = error.error;
    const retryAfterSeconds = Number(response.headers.get('retry-after')) || undefined;
    throw new ApiFailure(response.status, { code, reason, reasons, requestId, retryAfterSeconds });
  }
  throw new ApiFailure(503, { code: 'UNAVAILABLE' });
};
