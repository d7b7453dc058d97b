import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';

/** What queries see of an index, as a text that is another one once they see something else. */
export interface VisibleState {
  /** As it was last read; `undefined` before that, and when the server did not tell. */
  readonly known: string | undefined;
  /** By a request that is sent after this call. `undefined` when the server does not tell. */
  read(): Promise<string | undefined>;
}

interface Stats {
  _shards?: { successful: number; failed: number };
  indices?: Record<string, { uuid: string; total: { refresh: Record<string, number> } }>;
}

const FILTER =
  '_shards.successful,_shards.failed,indices.*.uuid,indices.*.total.refresh.external_total,indices.*.total.refresh.external_total_time_in_millis';
const TIMEOUT_MS = 1_000;
/** So long the server is not asked again after it did not tell, e.g. for lack of the privilege `monitor`. */
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
      // Whoever searches meets the same error and reports it.
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
