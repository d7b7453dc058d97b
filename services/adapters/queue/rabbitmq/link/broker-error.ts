import { IncompatibleStoreError, UnavailableError } from '#ports/errors.ts';

const ACCESS_REFUSED = 403;
const INEQUIVALENT = /inequivalent arg '([^']+)' for (queue|exchange) '([^']+)'/;

/** The port error for an error of the client library, which never holds credentials. `where` names the server. */
export function toPortError(error: unknown, where: string): UnavailableError | IncompatibleStoreError {
  if (error instanceof UnavailableError || error instanceof IncompatibleStoreError) return error;
  const { message, code } = error as { message?: string; code?: unknown };
  const [, argument, kind, name] = INEQUIVALENT.exec(message ?? '') ?? [];
  if (argument !== undefined) {
    return new IncompatibleStoreError(
      `${where} has a ${kind} ${name} that was declared with a different ${argument}`,
      { text: `delete the ${kind} ${name} when it is empty, or give the instance its own virtual host` },
      { cause: error },
    );
  }
  if (code === ACCESS_REFUSED || message?.includes('ACCESS_REFUSED') || message?.includes('ACCESS-REFUSED')) {
    return new UnavailableError(
      `${where} rejected the credentials or the virtual host. Check QUEUE_USERNAME, QUEUE_PASSWORD and QUEUE_URL.`,
      { cause: error },
    );
  }
  return new UnavailableError(
    `Cannot reach ${where}: ${message || code || 'no answer'}. Start it, or check QUEUE_URL.`,
    { cause: error },
  );
}
