import { IncompatibleStoreError, UnavailableError } from '#ports/errors.ts';

const ACCESS_REFUSED = 403;
const INEQUIVALENT = /inequivalent arg '([^']+)' for (queue|exchange) '([^']+)'/;

/** The port's error for one of the client library, which never holds credentials. `where` names the server. */
export function toPortError(error: unknown, where: string): UnavailableError | IncompatibleStoreError {
  if (error instanceof UnavailableError || error instanceof IncompatibleStoreError) return error;
  const { message, code } = error as { message?: string; code?: unknown };
  const [, argument, kind, name] = INEQUIVALENT.exec(message ?? '') ?? [];
  if (argument !== undefined) {
    return new IncompatibleStoreError(
      `${where} has a ${kind} ${name} that was declared with another ${argument}`,
      `Delete the ${kind} ${name} when it is empty, or give the platform a virtual host of its own`,
      { cause: error },
    );
  }
  if (code === ACCESS_REFUSED || message?.includes('ACCESS_REFUSED') || message?.includes('ACCESS-REFUSED')) {
    return new UnavailableError(`${where} refuses the credentials or the virtual host`, { cause: error });
  }
  return new UnavailableError(`${where} cannot be used: ${message || code || 'no answer'}`, { cause: error });
}
