import { parseRetryAfter } from '#scraper/fetch/retry-after.ts';

/** What an answer says about the rate limit. Times are milliseconds from the moment of the answer. */
export interface RateLimit {
  /** Requests left in the window; `null` when the server does not say. */
  remaining: number | null;
  /** Requests in one window; `null` when the server does not say. */
  limit: number | null;
  /** Until the window begins again; `null` when the server does not say. */
  resetMs: number | null;
  /** `Retry-After`; `null` when there is none. */
  retryAfterMs: number | null;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Servers give whole seconds: the window may begin up to this much after the time they name. */
const ROUNDING_MS = 1_000;
/** A number above this is a Unix time, below it a number of seconds to wait. */
const EPOCH_SECONDS = 1_000_000_000;
/** No wait is longer, whatever a header says. */
const MAX_WAIT_MS = 24 * 3_600_000;

/**
 * Reads the headers of the three styles in use: `RateLimit-*` with the reset in Unix seconds (Bluesky) or in seconds to
 * wait (draft-ietf-httpapi-ratelimit-headers-07), `X-RateLimit-*` with the reset as a date (Mastodon) or in Unix seconds
 * (GitHub). Times are compared with the answer's own `Date`, so a wrong clock on either side does not matter.
 */
export function readRateLimit(headers: Headers, now: number): RateLimit {
  const read = (name: string) => [headers[`ratelimit-${name}`] ?? headers[`x-ratelimit-${name}`]].flat()[0];
  const serverNow = parseDate([headers.date].flat()[0]) ?? now;
  return {
    remaining: parseCount(read('remaining')),
    limit: parseCount(read('limit')),
    resetMs: parseReset(read('reset'), serverNow),
    retryAfterMs: parseRetryAfter([headers['retry-after']].flat()[0], serverNow),
  };
}

function parseReset(text: string | undefined, serverNow: number): number | null {
  if (text === undefined) return null;
  const seconds = Number(text);
  const at = Number.isFinite(seconds) && text.trim() !== '' ? null : parseDate(text);
  const waitMs =
    at !== null
      ? at - serverNow
      : seconds >= EPOCH_SECONDS
        ? seconds * 1_000 - serverNow
        : seconds >= 0
          ? seconds * 1_000
          : Number.NaN;
  if (Number.isNaN(waitMs)) return null;
  return Math.min(MAX_WAIT_MS, Math.max(0, waitMs) + ROUNDING_MS);
}

/** The first number of `100`, `100, 100;w=60` or `100;window=60`. */
function parseCount(text: string | undefined): number | null {
  const [, digits] = /^\s*(\d{1,9})\b/.exec(text ?? '') ?? [];
  return digits === undefined ? null : Number(digits);
}

function parseDate(text: string | undefined): number | null {
  const at = Date.parse(text ?? '');
  return Number.isNaN(at) ? null : at;
}
