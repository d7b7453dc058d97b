import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testBucket } from '../support/s3-bucket.ts';
import type { Link } from './network.ts';
import { openLink } from './network.ts';
import type { ServerName } from './server-control.ts';

/** Stores of one run, and how the services find them. */
export interface Backing {
  env: Record<string, string>;
  /** Through what the services reach the servers; `null` where nothing stands between. */
  links: Record<ServerName, Link> | null;
  /** Pattern of the run's indices, below the server's address; `null` without a server. */
  indices: string | null;
  remove(): Promise<void>;
}

/** Files in a folder of their own. */
export async function openEmbeddedBacking(): Promise<Backing> {
  const folder = await mkdtemp(join(tmpdir(), 'influscope-faults-'));
  return {
    env: {
      QUEUE_URL: `embedded:${folder}/queue.db`,
      RECORDS_URL: `embedded:${folder}/records.db`,
      SEARCH_URL: `embedded:${folder}/search`,
      OBJECTS_URL: `file:${folder}/objects`,
    },
    links: null,
    indices: null,
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** A virtual host, indices and a bucket of their own on the servers that the environment names. */
export async function openRealBacking(env: NodeJS.ProcessEnv): Promise<Backing> {
  const name = `faults-${randomBytes(4).toString('hex')}`;
  const queue = new URL(env.QUEUE_URL ?? '');
  const search = new URL(env.SEARCH_URL ?? '');
  const objects = new URL(env.OBJECTS_URL ?? '');
  const endpoint = new URL(objects.searchParams.get('endpoint') ?? '');
  const bucket = testBucket(objects);
  const management = managementOf(env.RABBITMQ_MANAGEMENT_URL ?? '');
  await management('PUT', `/api/vhosts/${name}`, {});
  await management('PUT', `/api/permissions/${name}/${queue.username}`, {
    configure: '.*',
    write: '.*',
    read: '.*',
  });

  const links = env.TOXIPROXY_URL
    ? {
        rabbitmq: await openLink(env.TOXIPROXY_URL, `${name}-rabbitmq`, queue.host),
        elasticsearch: await openLink(env.TOXIPROXY_URL, `${name}-elasticsearch`, search.host),
        minio: await openLink(env.TOXIPROXY_URL, `${name}-minio`, endpoint.host),
      }
    : null;
  const indices = new URL(`/${name}-*`, search).href;
  if (links) {
    queue.host = links.rabbitmq.address;
    search.host = links.elasticsearch.address;
    endpoint.host = links.minio.address;
  }
  queue.pathname = `/${name}`;
  objects.hostname = bucket.location.bucket;
  objects.searchParams.set('endpoint', endpoint.origin);
  const indexUrl = (index: string) => {
    const url = new URL(search);
    url.searchParams.set('index', `${name}-${index}`);
    return url.href;
  };
  const credentials = Object.entries(env).filter(([key]) => key.startsWith('AWS_'));
  return {
    env: {
      ...(Object.fromEntries(credentials) as Record<string, string>),
      QUEUE_URL: queue.href,
      SEARCH_URL: indexUrl('profiles'),
      RECORDS_URL: indexUrl('records'),
      OBJECTS_URL: objects.href,
    },
    links,
    indices,
    async remove() {
      await Promise.all(Object.values(links ?? {}).map((link) => link.remove()));
      await management('DELETE', `/api/vhosts/${name}`);
      await bucket.remove();
      await removeIndices(indices);
    },
  };
}

/** Wildcards may be forbidden in deletions, so each index is named. */
async function removeIndices(indices: string): Promise<void> {
  const found = (await (await fetch(`${indices}?expand_wildcards=all`)).json()) as Record<string, unknown>;
  for (const index of Object.keys(found)) await fetch(new URL(`/${index}`, indices), { method: 'DELETE' });
}

function managementOf(address: string) {
  const url = new URL(address);
  const login = Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`);
  return async (method: string, path: string, body?: object) => {
    const answer = await fetch(new URL(path, url.origin), {
      method,
      headers: { authorization: `Basic ${login.toString('base64')}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!answer.ok) throw new Error(`RabbitMQ's management: ${method} ${path}: ${answer.status}`);
  };
}
