import type { JudgeAnswer } from '../http/json-client-options.ts';
import { SourceFault } from '../source-fault.ts';

/** How long to rest after a secondary limit that names no time: the documented minimum. */
const SECONDARY_REST_MS = 60_000;

/**
 * A secondary limit is a 403 or 429 whose message says so and whose headers may not:
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit.
 */
export const judgeGitHub: JudgeAnswer = ({ status, value, limit, host }) => {
  if (status !== 403 && status !== 429) return null;
  if (limit.retryAfterMs === null && limit.remaining !== 0 && /rate limit/i.test(messageOf(value))) {
    // The pace of the client rests for as long as this says.
    limit.retryAfterMs = SECONDARY_REST_MS;
  }
  if (limit.retryAfterMs === null && limit.remaining !== 0) return null;
  if (limit.remaining === 0) limit.retryAfterMs ??= limit.resetMs ?? SECONDARY_REST_MS;
  return new SourceFault('passing', `${host} answered ${status} (rate limit)`, {
    status,
    retryAfterMs: limit.retryAfterMs,
  });
};

function messageOf(value: unknown): string {
  const { message } = (value ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : '';
}
