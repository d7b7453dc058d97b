import type { ObjectStore } from '#ports/object-store.ts';
import type { Parts } from '#ports/parts.ts';
import type { Adapter } from './adapter.ts';

export interface AdapterEntry<Part> {
  /** Schemes of the URLs that choose it. */
  schemes: readonly string[];
  /** The URL's form, for messages and docs/variables.md. */
  url: string;
  /** What it connects to, for docs/variables.md. */
  about: string;
  load(): Promise<{ adapter: Adapter<Part> }>;
}

const OBJECT_STORES: readonly AdapterEntry<ObjectStore>[] = [
  {
    schemes: ['file', 'embedded'],
    url: 'file:FOLDER',
    about: 'a folder',
    load: () => import('./objects/filesystem/open.ts'),
  },
  {
    schemes: ['s3'],
    url: 's3://BUCKET?endpoint=URL&region=NAME',
    about: 'Amazon S3, or a compatible server',
    load: () => import('./objects/s3/open.ts'),
  },
];

/** A new adapter is one folder with an `open.ts`, and one line here. */
export const ADAPTERS: { readonly [P in keyof Parts]: readonly AdapterEntry<Parts[P]>[] } = {
  queue: [
    {
      schemes: ['embedded', 'file'],
      url: 'embedded:FILE',
      about: 'a file, in SQLite',
      load: () => import('./queue/embedded/open.ts'),
    },
    {
      schemes: ['amqp', 'amqps'],
      url: 'amqp(s)://HOST/VHOST',
      about: 'RabbitMQ 3.10 or later',
      load: () => import('./queue/rabbitmq/open.ts'),
    },
  ],
  records: [
    {
      schemes: ['embedded', 'file'],
      url: 'embedded:FILE',
      about: 'a file, in SQLite',
      load: () => import('./records/embedded/open.ts'),
    },
    {
      schemes: ['http', 'https'],
      url: 'http(s)://HOST:PORT?index=NAME',
      about: 'Elasticsearch 9; default index `influscope-records`',
      load: () => import('./records/elasticsearch/open.ts'),
    },
  ],
  search: [
    {
      schemes: ['embedded', 'file'],
      url: 'embedded:FOLDER',
      about: 'a folder, in SQLite',
      load: () => import('./search/embedded/open.ts'),
    },
    {
      schemes: ['http', 'https'],
      url: 'http(s)://HOST:PORT?index=NAME',
      about: 'Elasticsearch 9; default index `influscope-profiles`',
      load: () => import('./search/elasticsearch/open.ts'),
    },
  ],
  objects: OBJECT_STORES,
  suppressions: OBJECT_STORES,
};
