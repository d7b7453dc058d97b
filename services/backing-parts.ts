/**
 * The only file that chooses adapters: by the URLs of the environment, each loaded only when it is chosen.
 */
import { readFileSync } from 'node:fs';
import type { StorageThread } from '#adapters/embedded-storage/storage-thread.ts';
import type { ObjectStore } from '#ports/object-store.ts';
import type { Queue } from '#ports/queue.ts';
import type { Records } from '#ports/records.ts';
import type { SearchIndex } from '#ports/search-index.ts';
import type { RemoteBacking, ServiceConfig } from '#runtime/process/config.ts';
import { ConfigError } from '#runtime/process/config.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';

export interface BackingParts {
  queue?: Queue | undefined;
  records?: Records | undefined;
  search?: SearchIndex | undefined;
  objects?: ObjectStore | undefined;
  /** Let go of the parts again, in order. */
  closers: (() => Promise<void>)[];
}

/** Opens what the environment names. Throws `ConfigError`. `onCrash` is told of a part that cannot come back. */
export async function openBackingParts(
  config: ServiceConfig,
  logger: Logger,
  onCrash: (error: Error) => void,
): Promise<BackingParts> {
  const embedded = [config.queue, config.records].some((backing) => backing?.kind === 'embedded');
  const thread = embedded ? await openStorageThread(onCrash) : undefined;
  const queue = await openQueue(config, logger, thread);
  const records = await openRecords(config, logger, thread);
  const search = await openSearchIndex(config, logger, onCrash);
  const objects = await openObjectStore(config, logger);
  const closers = [queue, records, search, objects, thread].flatMap((part) =>
    part ? [() => part.close()] : [],
  );
  return { queue, records, search, objects, closers };
}

/** One writer thread for all embedded stores of the process. */
async function openStorageThread(onCrash: (error: Error) => void): Promise<StorageThread> {
  const { createStorageThread } = await import('#adapters/embedded-storage/storage-thread.ts');
  return createStorageThread(onCrash);
}

async function openQueue(config: ServiceConfig, logger: Logger, thread: StorageThread | undefined) {
  const backing = config.queue;
  if (!backing) return undefined;
  if (backing.kind === 'remote') return openRabbitMqQueue(config, backing, logger);
  const { createEmbeddedQueue } = await import('#adapters/queue/embedded/embedded-queue.ts');
  return createEmbeddedQueue({
    thread: thread as StorageThread,
    path: backing.path,
    maxDepth: config.queueMaxDepth,
    onError: (err) => logger.warn({ err }, 'the queue had trouble'),
  });
}

async function openRabbitMqQueue(config: ServiceConfig, backing: RemoteBacking, logger: Logger) {
  const pem = (name: string, file: string | null | undefined) => {
    try {
      return file ? readFileSync(file, 'utf8') : undefined;
    } catch (error) {
      throw new ConfigError([`${name}: cannot read ${file}: ${(error as Error).message}`]);
    }
  };
  const tls = {
    ca: pem('QUEUE_CA_FILE', backing.caFile),
    cert: pem('QUEUE_CERT_FILE', backing.certFile),
    key: pem('QUEUE_KEY_FILE', backing.keyFile),
  };
  const { createRabbitMqQueue } = await import('#adapters/queue/rabbitmq/rabbitmq-queue.ts');
  return createRabbitMqQueue({
    address: { url: backing.url, username: backing.username, password: backing.password, tls },
    name: `influscope ${config.services.join('+')}`,
    maxDepth: config.queueMaxDepth,
    onError: (err) => logger.warn({ err }, 'the queue had trouble'),
  });
}

async function openRecords(config: ServiceConfig, _logger: Logger, thread: StorageThread | undefined) {
  const backing = config.records;
  if (!backing) return undefined;
  if (backing.kind === 'remote') return openElasticsearchRecords(backing);
  const { createEmbeddedRecords } = await import('#adapters/records/embedded/embedded-records.ts');
  return createEmbeddedRecords({ thread: thread as StorageThread, path: backing.path });
}

async function openElasticsearchRecords(backing: RemoteBacking): Promise<Records> {
  const { readIndexName } = await import('#adapters/elasticsearch-client/index-name.ts');
  const name = readIndexName(backing.url, 'influscope-records');
  if ('fault' in name) throw new ConfigError([`RECORDS_URL: ${name.fault}`]);
  const { createElasticsearchClient } = await import(
    '#adapters/elasticsearch-client/elasticsearch-client.ts'
  );
  const { createElasticsearchRecords } = await import(
    '#adapters/records/elasticsearch/elasticsearch-records.ts'
  );
  const client = createElasticsearchClient({ backing, settings: 'RECORDS' });
  return createElasticsearchRecords({ client, index: name.index });
}

async function openSearchIndex(config: ServiceConfig, _logger: Logger, onCrash: (error: Error) => void) {
  const backing = config.search;
  if (!backing) return undefined;
  if (backing.kind === 'remote') return openElasticsearchIndex(config.searchReplicas, backing);
  const reads = config.services.includes('api');
  const writes = config.services.includes('indexer');
  const role = reads && writes ? 'both' : reads ? 'reader' : 'writer';
  const { createEmbeddedSearchIndex } = await import('#adapters/search/embedded/embedded-search-index.ts');
  return createEmbeddedSearchIndex({ path: backing.path, role, onCrash });
}

async function openElasticsearchIndex(replicas: number, backing: RemoteBacking): Promise<SearchIndex> {
  const { readIndexName } = await import('#adapters/elasticsearch-client/index-name.ts');
  const name = readIndexName(backing.url, 'influscope-profiles');
  if ('fault' in name) throw new ConfigError([`SEARCH_URL: ${name.fault}`]);
  const { createElasticsearchClient } = await import(
    '#adapters/elasticsearch-client/elasticsearch-client.ts'
  );
  const { createElasticsearchSearchIndex } = await import(
    '#adapters/search/elasticsearch/elasticsearch-search-index.ts'
  );
  const client = createElasticsearchClient({ backing, settings: 'SEARCH' });
  return createElasticsearchSearchIndex({ client, alias: name.index, replicas });
}

async function openObjectStore(config: ServiceConfig, _logger: Logger) {
  const backing = config.objects;
  if (!backing) return undefined;
  if (backing.kind === 'remote') return openS3ObjectStore(backing);
  const { createFilesystemObjectStore } = await import(
    '#adapters/objects/filesystem/filesystem-object-store.ts'
  );
  return createFilesystemObjectStore({ path: backing.path });
}

async function openS3ObjectStore({ url, username, password }: RemoteBacking): Promise<ObjectStore> {
  const { parseS3Location } = await import('#adapters/objects/s3/s3-location.ts');
  const location = parseS3Location(url);
  if ('fault' in location) throw new ConfigError([`OBJECTS_URL: ${location.fault}`]);
  if ((username === null) !== (password === null)) {
    throw new ConfigError(['OBJECTS_USERNAME and OBJECTS_PASSWORD: set both, or neither']);
  }
  const { createS3Client } = await import('#adapters/objects/s3/s3-client.ts');
  const { createS3ObjectStore } = await import('#adapters/objects/s3/s3-object-store.ts');
  const credentials =
    username !== null && password !== null ? { accessKeyId: username, secretAccessKey: password } : null;
  return createS3ObjectStore({ client: createS3Client(location, credentials), location });
}
