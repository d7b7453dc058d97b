import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { embeddedEnvironment, serverEnvironment } from '../support/servers/backing-environments.ts';
import type { Link } from './network.ts';
import { openLink } from './network.ts';
import type { ServerName } from './server-control.ts';

/** Stores of one run, and how the services find them. */
export interface Backing {
  env: Record<string, string>;
  /** The proxies between the services and the servers; `null` without any. */
  links: Record<ServerName, Link> | null;
  /** Address of the run's indices on the server itself, as a pattern; `null` without a server. */
  indices: string | null;
  remove(): Promise<void>;
}

/** Files in a folder of their own. */
export async function openEmbeddedBacking(): Promise<Backing> {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-faults-'));
  return {
    ...embeddedEnvironment(folder),
    links: null,
    indices: null,
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/**
 * Room of their own on the servers that the environment names; with `toxiproxy`, its address, the services reach them
 * through links that can be cut.
 */
export async function openRealBacking(toxiproxy: string | undefined): Promise<Backing> {
  const environment = await serverEnvironment();
  const { env } = environment;
  const indices = indicesOf(env.SEARCH_URL ?? '');
  if (!toxiproxy) return { ...environment, links: null, indices };

  const queue = new URL(env.QUEUE_URL ?? '');
  const search = new URL(env.SEARCH_URL ?? '');
  const records = new URL(env.RECORDS_URL ?? '');
  const objects = new URL(env.OBJECTS_URL ?? '');
  const endpoint = new URL(objects.searchParams.get('endpoint') ?? '');
  const name = queue.pathname.slice(1);
  const links = {
    rabbitmq: await openLink(toxiproxy, `${name}-rabbitmq`, queue.host),
    elasticsearch: await openLink(toxiproxy, `${name}-elasticsearch`, search.host),
    minio: await openLink(toxiproxy, `${name}-minio`, endpoint.host),
  };
  queue.host = links.rabbitmq.address;
  search.host = links.elasticsearch.address;
  records.host = links.elasticsearch.address;
  endpoint.host = links.minio.address;
  objects.searchParams.set('endpoint', endpoint.origin);
  return {
    env: {
      ...env,
      QUEUE_URL: queue.href,
      SEARCH_URL: search.href,
      RECORDS_URL: records.href,
      OBJECTS_URL: objects.href,
    },
    links,
    indices,
    async remove() {
      await Promise.all(Object.values(links).map((link) => link.remove()));
      await environment.remove();
    },
  };
}

/** All that begins as the search index does: `NAME-profiles` and `NAME-records` are `NAME-*`. */
function indicesOf(searchUrl: string): string {
  const url = new URL(searchUrl);
  const name = url.searchParams.get('index')?.replace(/-profiles$/, '');
  return new URL(`/${name}-*`, url.origin).href;
}
