import { randomUUID } from 'node:crypto';
import { connectElasticsearch } from './elasticsearch.ts';
import { testBucket } from './s3-bucket.ts';
import { serverUrl } from './servers.ts';

/** Settings for services with separate room in each backing part; `remove` deletes it. */
export interface BackingEnvironment {
  env: Record<string, string>;
  remove(): Promise<void>;
}

/** The embedded parts, in one folder. */
export function embeddedEnvironment(folder: string): BackingEnvironment {
  return {
    env: {
      QUEUE_URL: `embedded:${folder}/queue.db`,
      RECORDS_URL: `embedded:${folder}/records.db`,
      SEARCH_URL: `embedded:${folder}/search`,
      OBJECTS_URL: `file:${folder}/objects`,
    },
    remove: async () => {},
  };
}

/** Whether the real servers are named; where they are required and are not, it throws. */
export function hasServers(): boolean {
  const named = [serverUrl('QUEUE_URL'), serverUrl('SEARCH_URL'), serverUrl('OBJECTS_URL')];
  if (named.some((url) => url === undefined)) return false;
  if (process.env.RABBITMQ_MANAGEMENT_URL) return true;
  if (process.env.REQUIRE_SERVERS === '1') {
    throw new Error('RABBITMQ_MANAGEMENT_URL is required and not set');
  }
  return false;
}

/** A virtual host, an index each for search and records, and a bucket on the servers that the environment names. */
export async function serverEnvironment(): Promise<BackingEnvironment> {
  const name = `influscope-test-${randomUUID().slice(0, 8)}`;
  const host = await makeVirtualHost(name);
  const queue = new URL(serverUrl('QUEUE_URL') as URL);
  queue.pathname = `/${name}`;
  const elasticsearch = String(serverUrl('SEARCH_URL'));
  const search = new URL(elasticsearch);
  search.searchParams.set('index', `${name}-profiles`);
  const records = new URL(elasticsearch);
  records.searchParams.set('index', `${name}-records`);
  const bucket = testBucket(serverUrl('OBJECTS_URL'));
  const objects = new URL(serverUrl('OBJECTS_URL') as URL);
  objects.hostname = bucket.location.bucket;
  const aws = Object.entries(process.env).filter(([key]) => key.startsWith('AWS_')) as [string, string][];
  return {
    env: {
      ...Object.fromEntries(aws),
      QUEUE_URL: String(queue),
      SEARCH_URL: String(search),
      RECORDS_URL: String(records),
      OBJECTS_URL: String(objects),
    },
    async remove() {
      await host.remove();
      await bucket.remove();
      const client = connectElasticsearch(elasticsearch);
      const found = await client.request<Record<string, unknown>>({
        method: 'GET',
        path: `/${name}-*/_alias`,
      });
      for (const index of Object.keys(found.body))
        await client.request({ method: 'DELETE', path: `/${index}` });
      await client.close();
    },
  };
}

async function makeVirtualHost(name: string): Promise<{ remove(): Promise<void> }> {
  const base = new URL(process.env.RABBITMQ_MANAGEMENT_URL as string);
  const login = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`;
  const headers = { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
  const call = async (method: string) => {
    const answer = await fetch(`${base.protocol}//${base.host}/api/vhosts/${name}`, { method, headers });
    if (!answer.ok) throw new Error(`${method} of the virtual host: ${answer.status}`);
  };
  await call('PUT');
  return { remove: () => call('DELETE') };
}
