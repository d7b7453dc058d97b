import type { JsonClient } from '../http/json-client.ts';

/** Clients of the instances that are asked, one for each domain, so that each has its own pace. */
export interface Instances {
  /** Domains that discovery asks, in the order of the setting. */
  readonly domains: readonly string[];
  of(domain: string): JsonClient;
  close(): Promise<void>;
}

/** Instances whose clients are kept open: accounts can be at home on thousands. */
const MAX_OPEN = 200;

/** `open` makes the client of one domain. */
export function createInstances(domains: readonly string[], open: (domain: string) => JsonClient): Instances {
  const clients = new Map<string, JsonClient>();
  const closing = new Set<Promise<void>>();
  const drop = (domain: string, client: JsonClient) => {
    clients.delete(domain);
    const closed = client.close().finally(() => closing.delete(closed));
    closing.add(closed);
  };
  return {
    domains,
    of(domain) {
      const key = domain.toLowerCase();
      const client = clients.get(key) ?? open(key);
      clients.delete(key);
      clients.set(key, client);
      const [oldest] = clients;
      if (clients.size > MAX_OPEN && oldest !== undefined) drop(...oldest);
      return client;
    },
    async close() {
      for (const [domain, client] of clients) drop(domain, client);
      await Promise.all(closing);
    },
  };
}
