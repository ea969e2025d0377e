import { isGrpcServiceError } from '@temporalio/client';

/** gRPC status codes that blame the request itself: https://grpc.io/docs/guides/status-codes/ */
// UNIMPLEMENTED is not among them: grpc makes it of a proxy’s HTTP 404.
const permanentCodes = new Set([3 /* INVALID_ARGUMENT */, 11 /* OUT_OF_RANGE */]);

/**
 * Tells a server that cannot be used now from a message that will never be taken. In doubt the server is to blame: nothing that was accepted may be given up because Temporal was away.
 */
export function classifyFailure(error: unknown): { outcome: 'unavailable' | 'refused'; error: string } {
  const text = describe(error).slice(0, 1_000);
  const cause = error instanceof Error && !isGrpcServiceError(error) ? error.cause : error;
  if (isGrpcServiceError(cause)) {
    // A fresh server that has not been told its search attributes yet answers INVALID_ARGUMENT as well.
    const permanent = permanentCodes.has(cause.code) && !/search attribute/i.test(cause.details);
    return { outcome: permanent ? 'refused' : 'unavailable', error: text };
  }
  // Arguments that cannot be made into a payload never reach the server.
  return {
    outcome:
      error instanceof TypeError || error instanceof RangeError || isValueError(error)
        ? 'refused'
        : 'unavailable',
    error: text,
  };
}

function isValueError(error: unknown): boolean {
  return error instanceof Error && (error.name === 'ValueError' || error.name === 'PayloadConverterError');
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error.message}${cause}`;
}
