import type { ServiceError } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import { InvalidRequestError, UnavailableError } from '#ports/errors.ts';

/** The server or the network cannot serve the call now; the same call may succeed later. */
const PASSING = new Set<number>([
  status.UNAVAILABLE,
  status.DEADLINE_EXCEEDED,
  status.RESOURCE_EXHAUSTED,
  status.ABORTED,
  // Not cancelled by the caller, whose abort is handled earlier: the server closed during the call.
  status.CANCELLED,
  // An older server, during a rollout.
  status.UNIMPLEMENTED,
]);

/** Converts a status to a port error; returns other errors unchanged. */
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
