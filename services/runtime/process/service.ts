import type { HttpServer } from '../http/http-server.ts';

export const SERVICE_NAMES = ['analytics', 'indexer', 'scraper', 'api'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** One of the four services, for the process that runs it. */
export interface Service {
  name: ServiceName;
  /** Resolves when the service serves. Retries its dependencies with backoff until `signal` aborts. */
  start(signal: AbortSignal): Promise<void>;
  /** Accepts no more work, finishes the current work within `deadlineMs`, releases everything. Idempotent. */
  stop(deadlineMs: number): Promise<void>;
  /** Routes for the admin API of the process. All of them require the admin token. */
  adminRoutes?(app: HttpServer): void;
}
