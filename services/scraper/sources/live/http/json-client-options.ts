import type { AddressRule } from '#scraper/fetch/address-rule.ts';
import type { ResolveHost } from '#scraper/fetch/resolve-host.ts';
import type { SourceFault } from '../source-fault.ts';
import type { RateLimit } from './rate-limit-headers.ts';

export interface JsonClientOptions {
  /** Origin and path that every request begins with. */
  base: URL;
  userAgent: string;
  /** `Authorization` header; `null` without a token. */
  authorization: string | null;
  concurrency: number;
  /** Requests a second while the server names no limit. */
  perSecond: number;
  /** Further headers, such as a key. They are never logged. */
  headers?: Readonly<Record<string, string>>;
  /** Called before each request, also a repeated one. Rejects with an `exhausted` `SourceFault` when none is left. */
  spend?: (request: { path: string }, signal: AbortSignal) => Promise<void>;
  /** What an error answer of this server means, where its status does not tell; `null` leaves it to the status. */
  judge?: JudgeAnswer;
  /** Answers that are kept with their ETag, to ask conditionally for the same URL. Default: none. */
  remembers?: number;
  /** The longest wait for the server's next window. A longer one rejects with `exhausted`. Default: 10 minutes. */
  maxWaitMs?: number;
  resolveHost?: ResolveHost;
  /** Where connections may go. Default: as the base says, which is right only for a base from a setting. */
  rule?: AddressRule;
  timings?: Partial<Timings>;
}

/** `value` is the JSON of an answer that is not 200; `null` where it has none. */
export type JudgeAnswer = (answer: {
  status: number;
  value: unknown;
  limit: RateLimit;
  host: string;
}) => SourceFault | null;

export interface Timings {
  connectMs: number;
  /** Until the head of an answer, and between two pieces of its body. */
  idleMs: number;
  /** One request with its answer. */
  totalMs: number;
  attempts: number;
  /** Backoff between attempts where the server does not say how long. */
  baseMs: number;
  maxMs: number;
}
