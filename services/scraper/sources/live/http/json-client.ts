import { setTimeout as sleep } from 'node:timers/promises';
import type { Agent } from 'undici';
import { request } from 'undici';
import { UnavailableError } from '#ports/errors.ts';
import { retry } from '#runtime/process/retry.ts';
import { createGuardedAgent } from '#scraper/fetch/guarded-agent.ts';
import { createHostResolver } from '#scraper/fetch/resolve-host.ts';
import { SourceFault } from '../source-fault.ts';
import { createAnswerMemory } from './answer-memory.ts';
import { addressRuleFor } from './base-address-rule.ts';
import { createHostPace } from './host-pace.ts';
import type { JsonAnswer } from './json-answer.ts';
import type { JsonClientOptions, Timings } from './json-client-options.ts';
import type { RateLimit } from './rate-limit-headers.ts';
import { readRateLimit } from './rate-limit-headers.ts';
import { readJsonBody } from './read-json-body.ts';

const TIMINGS: Timings = {
  connectMs: 5_000,
  idleMs: 15_000,
  totalMs: 60_000,
  attempts: 6,
  baseMs: 500,
  maxMs: 30_000,
};

export type QueryValue = string | number | boolean | readonly string[] | undefined;

export interface GetOptions {
  signal: AbortSignal;
  query?: Readonly<Record<string, QueryValue>>;
  /** For a conditional request. An answer of 304 gives `null`. */
  etag?: string | null;
}

/** Reads JSON from one origin as a polite client: in turn, at the pace that the server sets, with bounded retries. */
export interface JsonClient {
  /** Rejects with `SourceFault`, or with the signal's reason. `path` is relative to the base. */
  get(path: string, options: GetOptions): Promise<JsonAnswer | null>;
  close(): Promise<void>;
}

export function createJsonClient(options: JsonClientOptions): JsonClient {
  const { base, resolveHost = createHostResolver(), spend, maxWaitMs = MAX_WAIT_MS } = options;
  const timings = { ...TIMINGS, ...options.timings };
  const { rule = addressRuleFor(base) } = options;
  const agent = createGuardedAgent({ resolveHost, rule, connectMs: timings.connectMs });
  const pace = createHostPace({ ...options, maxWaitMs, refusal: (waitMs) => waitFault(base, waitMs) });
  const answers = createAnswerMemory(options.remembers ?? 0);

  const attempt = async (url: URL, path: string, { signal, etag }: GetOptions) => {
    const turn = await pace.enter(signal);
    let limit: RateLimit | null = null;
    try {
      await spend?.({ path }, signal);
      // Another answer may have asked for a rest in the meantime.
      for (let rest = pace.restMs(); rest > 0; rest = pace.restMs()) await sleep(rest, undefined, { signal });
    } catch (error) {
      turn.leave(null);
      throw error;
    }
    try {
      const timeout = AbortSignal.timeout(timings.totalMs);
      const either = AbortSignal.any([signal, timeout]);
      const context = { ...options, onLimit: turn.note };
      let answer = await ask(agent, url, context, timings, etag ?? null, either);
      for (let hops = 0; answer.redirect !== null && hops < MAX_REDIRECTS; hops++) {
        await spend?.({ path }, signal);
        answer = await ask(agent, answer.redirect, context, timings, null, either);
      }
      limit = answer.limit;
      if (answer.fault !== null) throw answer.fault;
      return answer.result;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw error instanceof UnavailableError ? error : toFault(error, base);
    } finally {
      turn.leave(limit);
    }
  };

  return {
    async get(path, getOptions) {
      const url = toUrl(base, path, getOptions.query);
      const known = getOptions.etag === undefined ? answers.get(url.href) : undefined;
      const asked = known === undefined ? getOptions : { ...getOptions, etag: known.etag };
      const answer = await retry(() => attempt(url, path, asked), {
        attempts: timings.attempts,
        baseMs: timings.baseMs,
        maxMs: timings.maxMs,
        signal: getOptions.signal,
        isFatal: (error) => !(error instanceof SourceFault && error.kind === 'passing'),
      });
      if (answer !== null) answers.set(url.href, answer);
      return answer ?? known ?? null;
    },
    close: () => agent.destroy(),
  };
}

/** Throws a `SourceFault` when the path leaves the base's origin. */
function toUrl(base: URL, path: string, query: GetOptions['query'] = {}): URL {
  const root = base.href.endsWith('/') ? base : new URL(`${base.href}/`);
  const url = new URL(path.replace(/^\//, ''), root);
  if (url.origin !== base.origin)
    throw new SourceFault('invalid', `${base.host} returned a URL on another host`);
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) if (one !== undefined) url.searchParams.append(name, String(one));
  }
  return url;
}

interface Outcome {
  result: JsonAnswer | null;
  fault: SourceFault | null;
  limit: RateLimit;
  /** Where the same resource is now, on the same origin; `null` without a redirect. */
  redirect: URL | null;
}

interface AskContext extends JsonClientOptions {
  /** Called with the head of an answer that asks for a rest, before its body is read. */
  onLimit(limit: RateLimit): void;
}

async function ask(
  agent: Agent,
  url: URL,
  { userAgent, authorization, headers: further, judge, onLimit }: AskContext,
  { idleMs }: Timings,
  etag: string | null,
  signal: AbortSignal,
): Promise<Outcome> {
  const { statusCode, headers, body } = await request(url, {
    dispatcher: agent,
    headers: {
      'user-agent': userAgent,
      accept: 'application/json',
      ...further,
      'accept-encoding': 'gzip, br',
      ...(authorization !== null && { authorization }),
      ...(etag !== null && { 'if-none-match': etag }),
    },
    headersTimeout: idleMs,
    bodyTimeout: idleMs,
    signal,
  });
  const limit = readRateLimit(headers, Date.now());
  if (statusCode === 429) limit.retryAfterMs ??= limit.resetMs ?? UNSTATED_REST_MS;
  if (limit.retryAfterMs !== null) onLimit(limit);
  const header = (name: string) => [headers[name]].flat()[0];
  if (statusCode === 304) {
    body.on('error', () => {}).destroy();
    return { result: null, fault: null, limit, redirect: null };
  }
  const location = REDIRECTS.includes(statusCode) ? URL.parse(header('location') ?? '', url.href) : null;
  if (location !== null && location.origin === url.origin) {
    body.on('error', () => {}).destroy();
    const fault = new SourceFault('invalid', `${url.host} redirects in a circle`, { status: statusCode });
    return { result: null, fault, limit, redirect: location };
  }
  const value = await readJsonBody(body, headers, url.host, statusCode);
  if (statusCode !== 200) {
    const judged = judge?.({ status: statusCode, value, limit, host: url.host }) ?? null;
    const fault = judged ?? faultOf(statusCode, value, limit, url.host);
    return { result: null, fault, limit, redirect: null };
  }
  return {
    result: { value, next: nextLink(header('link')), etag: header('etag') ?? null },
    fault: null,
    limit,
    redirect: null,
  };
}

/** Of a renamed account: GitHub answers with the address by number. */
const REDIRECTS = [301, 302, 307, 308];
const MAX_REDIRECTS = 3;
const MAX_WAIT_MS = 10 * 60_000;

function waitFault({ host }: URL, retryAfterMs: number): SourceFault {
  const minutes = Math.ceil(retryAfterMs / 60_000);
  return new SourceFault('exhausted', `${host} accepts the next request in ${minutes} min`, { retryAfterMs });
}

/** How long the host rests after a 429 that names no time. */
const UNSTATED_REST_MS = 2_000;
/** Statuses that may be another one a moment later, besides every 5xx but 501. */
const PASSING = [408, 425, 429];

function faultOf(status: number, value: unknown, limit: RateLimit, host: string): SourceFault {
  const code = codeOf(value);
  const retryAfterMs =
    limit.retryAfterMs ??
    (status === 429 || (status === 403 && limit.remaining === 0) ? limit.resetMs : null);
  const message = `${host} answered ${status}${code === null ? '' : ` (${code})`}`;
  const details = { status, code, retryAfterMs };
  if ((status >= 500 && status !== 501) || PASSING.includes(status))
    return new SourceFault('passing', message, details);
  // GitHub and others answer 403 above a limit: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api.
  if (status === 403 && isOverLimit(limit)) return new SourceFault('passing', message, details);
  if (status === 401 || status === 403) return new SourceFault('forbidden', message, details);
  if (status === 404 || status === 410) return new SourceFault('gone', message, details);
  return new SourceFault('invalid', message, details);
}

function isOverLimit({ retryAfterMs, remaining }: RateLimit): boolean {
  return retryAfterMs !== null || remaining === 0;
}

/** The short code of an error document: `{error: 'AccountTakedown', message}` and the like. */
function codeOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const { error } = value as { error?: unknown };
  return typeof error === 'string' && /^[A-Za-z0-9_ .-]{1,60}$/.test(error) ? error : null;
}

function toFault(error: unknown, base: URL): SourceFault {
  if (error instanceof SourceFault) return error;
  const { name, code } = error as { name?: string; code?: unknown };
  const cause =
    name === 'TimeoutError' ? 'timed out' : `cannot be reached${code ? ` (${String(code)})` : ''}`;
  return new SourceFault('passing', `${base.host} ${cause}`, { cause: error });
}

function nextLink(header: string | undefined): string | null {
  for (const link of (header ?? '').split(/,\s*(?=<)/)) {
    const [, url] = /^\s*<([^>]+)>[^,]*;\s*rel="?next"?/i.exec(link) ?? [];
    if (url !== undefined) return url;
  }
  return null;
}
