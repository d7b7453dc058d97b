import type { IncomingMessage } from 'node:http';

/** The time at which the API server answered, in epoch milliseconds; `null` if the answer has no date. */
export function serverDate({ headers }: IncomingMessage): number | null {
  const date = Date.parse(headers.date ?? '');
  // The header counts whole seconds.
  return Number.isNaN(date) ? null : date + 500;
}
