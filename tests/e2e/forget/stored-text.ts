import { configureParts } from '#adapters/open-parts.ts';
import { QUEUE_NAMES } from '#ports/queue.ts';
import type { RecordEntry } from '#ports/records.ts';
import { createEnvironment } from '#runtime/config/environment.ts';
import { silentLogger } from '#tests/support/platform/analytics-service.ts';
import { connectElasticsearch } from '#tests/support/servers/elasticsearch.ts';

/** What another process sees of everything that an instance stores. */
export interface StoredText {
  /** Records, objects and their keys, dead letters and, on a server, the documents of all indexes. */
  read(): Promise<string>;
  /** The documents of all indexes on the server; empty for embedded stores. */
  readDocuments(): Promise<string>;
  /** A message that names the person and that no version can read. */
  addDeadLetter(person: { did: string; handle: string }): Promise<void>;
  /** All records. */
  takeBackup(): Promise<RecordEntry[]>;
  /** The records as they were: what was written since is not there, the suppression list included. */
  restore(records: readonly RecordEntry[]): Promise<void>;
  close(): Promise<void>;
}

export async function openStoredText(env: Readonly<Record<string, string>>): Promise<StoredText> {
  const ports = new Set(['queue', 'records', 'search', 'objects'] as const);
  const configured = await configureParts(ports, createEnvironment(env));
  const logger = silentLogger();
  const { queue, records, objects, closers } = await configured.open({
    services: [],
    logger,
    onCrash: () => {},
  });
  if (!queue || !records || !objects) throw new Error('A part is missing');
  let closing: Promise<void> | undefined;

  const scanAll = async () => (await Array.fromAsync(records.scan(''))).flat();
  const readDocuments = async () =>
    env.SEARCH_URL?.startsWith('http') ? await readIndexes(env.SEARCH_URL) : '';
  return {
    readDocuments,
    async read() {
      const texts: string[] = (await scanAll()).flatMap(({ key, value }) => [key, value]);
      for await (const { key } of objects.list('')) {
        texts.push(key, Buffer.from((await objects.get(key))?.body ?? []).toString('latin1'));
      }
      for (const name of QUEUE_NAMES) {
        for (const { body, id, reason } of await queue.deadLetters(name, { limit: 1_000 }))
          texts.push(id, body, reason);
      }
      texts.push(await readDocuments());
      return texts.join('\n');
    },
    async addDeadLetter({ did, handle }) {
      const body = JSON.stringify({ v: 2, platform: 'bluesky', native_id: did, username: handle });
      await queue.publish('profile-events', [{ id: 'a message of a later version', body }]);
    },
    takeBackup: scanAll,
    async restore(backup) {
      await records.erase((await scanAll()).map(({ key }) => key));
      await records.put(backup.map(({ key, value }) => ({ key, value, expectedRevision: 0 })));
    },
    close() {
      closing ??= (async () => {
        for (const close of closers) await close();
      })();
      return closing;
    },
  };
}

/** The documents of all indexes of the instance, as the server has them. */
async function readIndexes(searchUrl: string): Promise<string> {
  const name = new URL(searchUrl).searchParams.get('index')?.replace(/-profiles$/, '');
  const client = connectElasticsearch(searchUrl);
  try {
    const { body } = await client.request<{ hits: { hits: { fields?: { profile?: string[] } }[] } }>({
      method: 'POST',
      path: `/${name}-*/_search`,
      // Indexes of profiles have no source.
      body: { size: 5_000, _source: true, stored_fields: ['*'], docvalue_fields: ['profile'] },
    });
    // Profiles are kept in base64.
    const profiles = body.hits.hits.flatMap(({ fields }) => fields?.profile ?? []);
    return [JSON.stringify(body), ...profiles.map((text) => Buffer.from(text, 'base64').toString())].join(
      '\n',
    );
  } finally {
    await client.close();
  }
}
