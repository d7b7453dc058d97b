import type { JudgeAnswer } from '../http/json-client-options.ts';
import { SourceFault } from '../source-fault.ts';

/**
 * Codes of https://developers.facebook.com/docs/graph-api/guides/error-handling, by what a caller does about them. The
 * status is 400 or 500 for all of them.
 */
const KINDS: Readonly<Record<number, SourceFault['kind']>> = {
  1: 'passing',
  2: 'passing',
  4: 'exhausted',
  10: 'forbidden',
  17: 'exhausted',
  32: 'exhausted',
  102: 'forbidden',
  110: 'gone',
  190: 'forbidden',
  200: 'forbidden',
  613: 'exhausted',
};
/** Subcode of a name that no professional account has: unknown, private, renamed or deleted. */
const INVALID_USERNAME = 2_207_013;
/** Limits are counted over the last hour. */
const WINDOW_MS = 3_600_000;

export const judgeInstagram: JudgeAnswer = ({ status, value, limit, host }) => {
  const { error } = (value ?? {}) as { error?: { code?: unknown; error_subcode?: unknown } };
  const code = typeof error?.code === 'number' ? error.code : null;
  if (code === null) return null;
  const kind = error?.error_subcode === INVALID_USERNAME ? 'gone' : KINDS[code];
  if (kind === undefined) return null;
  const retryAfterMs = kind === 'exhausted' ? (limit.retryAfterMs ?? WINDOW_MS) : limit.retryAfterMs;
  return new SourceFault(kind, `${host} answered ${status} (code ${code})`, { status, retryAfterMs });
};
