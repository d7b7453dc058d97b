import type { SecureContextOptions } from 'node:tls';
import type { Agent } from 'undici';
import { request } from 'undici';
import type { AddressRule } from '../fetch/address-rule.ts';
import { PUBLIC_INTERNET } from '../fetch/address-rule.ts';
import { createGuardedAgent } from '../fetch/guarded-agent.ts';
import { createHostGate } from '../fetch/host-gate.ts';
import { readBody } from '../fetch/read-body.ts';
import type { ResolveHost } from '../fetch/resolve-host.ts';
import { createHostResolver } from '../fetch/resolve-host.ts';
import { parseRetryAfter } from '../fetch/retry-after.ts';
import { AvatarFault } from './avatar-fault.ts';
import { describeFetchError } from './describe-fetch-error.ts';
import { parsePictureUrl } from './picture-url.ts';

export interface PictureFetcherOptions {
  /** Says who asks, and how to reach them. */
  userAgent: string;
  /** Default: the public internet, ports 80 and 443. */
  rule?: AddressRule;
  /** Default: the machine's name servers. */
  resolveHost?: ResolveHost;
  /** Authorities instead of the system's. */
  ca?: SecureContextOptions['ca'];
  limits?: Partial<FetchLimits>;
}

export interface FetchLimits {
  /** Of the body, on the wire and decompressed. */
  maxBytes: number;
  connectMs: number;
  /** Until the head of an answer, and between two pieces of its body. */
  idleMs: number;
  /** All requests of one picture together, without the time in which others had their turn. */
  totalMs: number;
  /** Requests at the same time to one host, and to all. */
  perHost: number;
  total: number;
  /** How long a host rests first after three passing faults in a row; twice as long each time. */
  restMs: number;
}

/** Enough for any profile's picture; six of them at the same time are held in memory at most. */
const LIMITS: FetchLimits = {
  maxBytes: 2 * 1024 * 1024,
  connectMs: 5_000,
  idleMs: 5_000,
  totalMs: 20_000,
  perHost: 3,
  total: 6,
  restMs: 10_000,
};

const MAX_REDIRECTS = 3;
const REDIRECTS = [301, 302, 303, 307, 308];
/** Statuses that may be another one a moment later, besides every 5xx. */
const PASSING = [408, 425, 429];

/** Fetches pictures from the public internet and from nowhere else. */
export interface PictureFetcher {
  /**
   * What `use` makes of the bytes at the address, whatever they are. Until it is done with them they count as a request
   * under way, so that no more are held in memory than are fetched at the same time. Rejects with `AvatarFault`, with the
   * signal's reason, or as `use` does. Follows at most three redirects, each checked as the first address is. With the
   * `etag` of an earlier answer, `null` says that the picture is still the same.
   */
  fetch<T>(
    address: string,
    use: (bytes: Buffer, etag: string | null) => Promise<T>,
    signal: AbortSignal,
    etag?: string | null,
  ): Promise<T | null>;
  close(): Promise<void>;
}

export function createPictureFetcher(options: PictureFetcherOptions): PictureFetcher {
  const { userAgent, rule = PUBLIC_INTERNET, resolveHost = createHostResolver(), ca } = options;
  const limits = { ...LIMITS, ...options.limits };
  const gate = createHostGate(limits);
  const agent = createGuardedAgent({
    resolveHost,
    rule,
    connectMs: limits.connectMs,
    ...(ca !== undefined && { ca }),
  });

  /** One request. Rejects with an `AvatarFault` of the host, or with the signal's reason. */
  const askInTime = async (
    url: URL,
    etag: string | null,
    spare: TimeBudget,
    signal: AbortSignal,
  ): Promise<Answer> => {
    const timer = spare.start();
    try {
      const inTime = AbortSignal.any([signal, timer.signal]);
      return await ask(agent, url, { userAgent, etag }, limits, inTime);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw describeFetchError(error);
    } finally {
      timer.stop();
    }
  };

  return {
    async fetch(address, use, signal, etag = null) {
      const spare = createTimeBudget(limits.totalMs);
      let url = parsePictureUrl(address, rule);
      for (let redirects = 0; ; redirects++) {
        const turn = await gate.enter(url.hostname, signal);
        try {
          const answer = await askInTime(url, etag, spare, signal).catch((error: unknown) => {
            turn.leave(error instanceof AvatarFault ? error : undefined);
            throw error;
          });
          if (answer === NOT_MODIFIED) return null;
          if ('bytes' in answer) return await use(answer.bytes, answer.etag);
          if (redirects === MAX_REDIRECTS) throw new AvatarFault('too many redirects');
          url = parsePictureUrl(answer.location, rule, url);
        } finally {
          turn.leave();
        }
      }
    },
    close: () => agent.destroy(),
  };
}

const NOT_MODIFIED = 'not modified';
type Answer = { bytes: Buffer; etag: string | null } | { location: string } | typeof NOT_MODIFIED;

async function ask(
  agent: Agent,
  url: URL,
  { userAgent, etag }: { userAgent: string; etag: string | null },
  { maxBytes, idleMs }: FetchLimits,
  signal: AbortSignal,
): Promise<Answer> {
  const { statusCode, headers, body } = await request(url, {
    dispatcher: agent,
    headers: {
      'user-agent': userAgent,
      accept: 'image/webp,image/png,image/jpeg,image/gif',
      'accept-encoding': 'identity',
      ...(etag !== null && { 'if-none-match': etag }),
    },
    headersTimeout: idleMs,
    bodyTimeout: idleMs,
    signal,
  });
  const header = (name: string) => [headers[name]].flat()[0];
  if (statusCode === 200) {
    const head = { encoding: header('content-encoding'), declaredLength: header('content-length') };
    return { bytes: await readBody(body, head, maxBytes), etag: header('etag') ?? null };
  }
  body.on('error', () => {}).destroy();
  if (statusCode === 304 && etag !== null) return NOT_MODIFIED;
  const location = header('location');
  if (REDIRECTS.includes(statusCode) && location !== undefined) return { location };
  throw new AvatarFault(`the host responded with status ${statusCode}`, {
    isPermanent: statusCode < 500 && !PASSING.includes(statusCode),
    retryAfterMs: parseRetryAfter(header('retry-after'), Date.now()),
  });
}

/** Time that is spent only while a request is under way. */
interface TimeBudget {
  start(): { signal: AbortSignal; stop(): void };
}

function createTimeBudget(totalMs: number): TimeBudget {
  let leftMs = totalMs;
  return {
    start() {
      const startedAt = performance.now();
      const over = new AbortController();
      const end = () => over.abort(new DOMException('The download timed out', 'TimeoutError'));
      const timer = setTimeout(end, Math.max(0, leftMs));
      return {
        signal: over.signal,
        stop() {
          clearTimeout(timer);
          leftMs -= performance.now() - startedAt;
        },
      };
    },
  };
}
