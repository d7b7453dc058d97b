import type { ServiceError } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import { InvalidRequestError, UnavailableError } from '#ports/errors.ts';

/** The server, or the way to it, cannot do the call now; the same call may work later. */
const PASSING = new Set<number>([
  status.UNAVAILABLE,
  status.DEADLINE_EXCEEDED,
  status.RESOURCE_EXHAUSTED,
  status.ABORTED,
  // Not by the caller, whose abort is answered before: the server went away in the middle of the call.
  status.CANCELLED,
  // An older server, while a new version is being rolled out.
  status.UNIMPLEMENTED,
]);

/** A status as the error that callers of a port know; what is neither passing nor the caller's fault stays as it is. */
export function toPortError(error: ServiceError, address: string): Error {
  if (PASSING.has(error.code)) {
    return new UnavailableError(`${status[error.code]}: ${error.details} [address=${address}]`, {
      cause: error,
    });
  }
  if (error.code === status.INVALID_ARGUMENT) {
    return new InvalidRequestError('invalid_argument', error.details);
  }
  return error;
}
