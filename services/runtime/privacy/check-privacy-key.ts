import type { Hint } from '#contract/hint/hint.ts';
import type { Records } from '#ports/records.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createPersonHash } from './person-keys.ts';

/** The suppression list was created with another secret, so it would match no one. */
export class ChangedPrivacyKeyError extends Error {
  override readonly name = 'ChangedPrivacyKeyError';
  readonly hint: Hint = {
    text: 'restore the earlier PRIVACY_KEY; if it is lost, set PRIVACY_KEY_CHANGE=accept for one start, and forget the people again',
  };
  constructor() {
    super(
      'PRIVACY_KEY differs from the key that the suppression list was created with, so forgotten people could return',
    );
  }
}

const KEY = 'privacy-key';
const MAX_ROUNDS = 20;

export interface PrivacyKey {
  /** `null` without one. */
  secret: string | null;
  /** How a changed secret is handled: refused, or accepted as the new one. */
  change: 'refuse' | 'accept';
}

export const NO_PRIVACY_KEY: PrivacyKey = { secret: null, change: 'refuse' };

/**
 * Compares the secret with the one that was used first with these records, by a hash. Rejects with
 * `ChangedPrivacyKeyError` for another one, and with the errors of the records.
 */
export async function checkPrivacyKey(
  records: Pick<Records, 'get' | 'put'>,
  { secret, change }: PrivacyKey,
  logger: Pick<Logger, 'warn'>,
): Promise<void> {
  const value = JSON.stringify({ v: 1, hash: createPersonHash(secret)(KEY) });
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const [entry] = await records.get([KEY]);
    if (entry?.value === value) return;
    if (entry !== undefined && change === 'refuse') throw new ChangedPrivacyKeyError();
    const [result] = await records.put([{ key: KEY, value, expectedRevision: entry?.revision ?? 0 }]);
    if (result?.ok !== true) continue;
    if (entry !== undefined) logger.warn({}, 'PRIVACY_KEY was changed: forget the people again');
    return;
  }
}
