import type { HttpServer } from '../http/http-server.ts';

export const SERVICE_NAMES = ['analytics', 'indexer', 'scraper', 'api'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** One of the four services, as the process that hosts it sees it. */
export interface Service {
  name: ServiceName;
  /** Resolves when the service serves. Waits for what it needs with backoff until `signal` aborts. */
  start(signal: AbortSignal): Promise<void>;
  /** Takes no more work, finishes what is in hand within `deadlineMs`, lets go of everything. Idempotent. */
  stop(deadlineMs: number): Promise<void>;
  /** Routes for the process's admin surface; every one of them is behind the admin token. */
  adminRoutes?(app: HttpServer): void;
}
