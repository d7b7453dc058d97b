import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { StoredFields } from '#adapters/search/elasticsearch/write/stored-profile.ts';
import { readStored, WITH_PROFILE } from '#adapters/search/elasticsearch/write/stored-profile.ts';
import type { Fleet } from '#tests/faults/fleet.ts';
import { importDemo } from '#tests/faults/importing.ts';
import { ROOT } from '#tests/support/platform/cli.ts';
import type { RawServer } from '../elasticsearch/elasticsearch-peer.ts';

export interface PlainApi {
  origin: string;
  pid: number;
  stop(): Promise<void>;
}

/** Starts the server that asks with a plain `multi_match`. */
export async function startPlain(elasticsearch: string, index: string): Promise<PlainApi> {
  const child: ChildProcess = spawn(process.execPath, [join(ROOT, 'bench/elasticsearch/plain-api.ts')], {
    env: { PATH: process.env.PATH, ELASTICSEARCH_URL: elasticsearch, INDEX: index },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!child.stdout) throw new Error('the server has no output');
  const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    origin: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** Imports demo profiles and waits until all of them are searchable. */
export async function importProfiles(fleet: Fleet, count: number): Promise<void> {
  await importDemo(fleet, count, 1, AbortSignal.timeout(600_000)).done;
  const idle = `${fleet.of('indexer')[0]?.admin()}/queues/profile-events/idle?timeout_ms=600000`;
  await fetch(idle, { headers: { authorization: `Bearer ${fleet.token}` } });
}

/** What the plain index holds of a profile. */
const FIELDS = [
  ...(['username', 'platform', 'followers', 'category', 'bio'] as const),
  ...(['engagement_rate', 'avatar_url'] as const),
];

interface Page {
  hits: { hits: { fields: StoredFields; sort: [string] }[] };
}

/**
 * Writes the profiles of our index into a plain one: few fields, mapped as the
 * server does by itself. Answers the words that ten profiles at least hold.
 */
export async function copyForPlain(raw: RawServer, from: string, to: string): Promise<string[]> {
  await raw.json('PUT', `/${to}`, { settings: { number_of_shards: 1, number_of_replicas: 0 } });
  const holders = new Map<string, number>();
  for (let after: [string] | undefined; ; ) {
    const { hits }: Page = await raw.json('POST', `/${from}/_search`, {
      size: 1_000,
      ...WITH_PROFILE,
      sort: [{ id: 'asc' }],
      ...(after ? { search_after: after } : {}),
    });
    if (hits.hits.length === 0) break;
    after = hits.hits.at(-1)?.sort;
    const lines = hits.hits.map(({ fields }) => {
      const profile = readStored(fields);
      const text = `${profile.display_name ?? ''} ${profile.bio ?? ''}`.toLowerCase();
      for (const word of new Set(text.match(/\p{L}{4,}/gu))) holders.set(word, (holders.get(word) ?? 0) + 1);
      const document = Object.fromEntries(FIELDS.map((field) => [field, profile[field]]));
      return `{"index":{"_id":${JSON.stringify(profile.id)}}}\n${JSON.stringify(document)}\n`;
    });
    await raw.send({ path: `/${to}/_bulk`, body: lines.join('') });
  }
  await raw.json('POST', `/${to}/_refresh`);
  return [...holders].filter(([, count]) => count >= 10).map(([word]) => word);
}
