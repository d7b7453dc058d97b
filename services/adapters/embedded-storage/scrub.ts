import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from '#lib/async/backoff.ts';
import { UnavailableError } from '#ports/errors.ts';

const ATTEMPTS = 60;
const DELAYS = { baseMs: 5, maxMs: 250 };

/** Repeats a scrub until no other connection is in the way. Rejects with `UnavailableError` after about ten seconds. */
export async function scrub(attempt: () => Promise<boolean>, path: string): Promise<void> {
  for (let count = 1; !(await attempt()); count++) {
    if (count === ATTEMPTS) throw new UnavailableError(`Other processes keep using the store [path=${path}]`);
    await sleep(backoffMs(count, DELAYS));
  }
}
