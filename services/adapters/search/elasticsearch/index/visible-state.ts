import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';

/** A text that changes whenever queries can see a change of the index. */
export interface VisibleState {
  /** The last value read; `undefined` before the first read, and when the server refuses it. */
  readonly known: string | undefined;
  /** Read by a request that is sent after this call. `undefined` when the server refuses it. */
  read(): Promise<string | undefined>;
}

interface Stats {
  _shards?: { successful: number; failed: number };
  indices?: Record<string, { uuid: string; total: { refresh: Record<string, number> } }>;
}

const FILTER =
  '_shards.successful,_shards.failed,indices.*.uuid,indices.*.total.refresh.external_total,indices.*.total.refresh.external_total_time_in_millis';
const TIMEOUT_MS = 1_000;
/** How long the server is not asked again after a refusal, e.g. without the privilege `monitor`. */
const PAUSE_MS = 10_000;

/**
 * Counts the refreshes of all copies of the index. A document, a change and a deletion become visible by a refresh and
 * in no other way, and a refresh is counted before the request for it is answered. Calls that come while a request is
 * under way share the next one.
 */
export function createVisibleState(client: ElasticsearchClient, alias: string): VisibleState {
  let known: string | undefined;
  let running: Promise<string | undefined> | undefined;
  let queued: Promise<string | undefined> | undefined;
  let pausedUntilMs = 0;

  const ask = async (): Promise<string | undefined> => {
    try {
      const { body } = await client.request<Stats>({
        method: 'GET',
        path: `/${alias}/_stats/refresh`,
        query: { filter_path: FILTER },
        timeoutMs: TIMEOUT_MS,
      });
      const told = body.indices !== undefined && body._shards?.failed === 0;
      known = told ? JSON.stringify(body) : undefined;
    } catch {
      // A search gets the same error and reports it.
      known = undefined;
    }
    if (known === undefined) pausedUntilMs = performance.now() + PAUSE_MS;
    return known;
  };
  const start = () => {
    const asking = ask().finally(() => {
      if (running === asking) running = undefined;
    });
    running = asking;
    return asking;
  };

  return {
    get known() {
      return known;
    },
    read() {
      if (performance.now() < pausedUntilMs) return Promise.resolve(undefined);
      if (running === undefined) return start();
      queued ??= running.then(() => {
        queued = undefined;
        return start();
      });
      return queued;
    },
  };
}
