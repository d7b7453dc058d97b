import type { Fleet } from './fleet.ts';
import type { Link } from './network.ts';
import type { ServerControl, ServerName } from './server-control.ts';

/** What a disturbance works with. */
export interface Disturbance {
  fleet: Fleet;
  /** Ends and starts servers; only where `needs` says so. */
  servers: ServerControl;
  /** The links through which the services reach the servers; only where `needs` says so. */
  links: Record<ServerName, Link>;
  /** Address of the run's indices on Elasticsearch itself; `null` on embedded parts. */
  indices: string | null;
  /** Resolves when this share of the profiles has been acknowledged (or all that ever will be). */
  until(share: number): Promise<void>;
  /** Next number of the run's own series, 0 to 1. */
  random(): number;
  /** Publishes to `profile-events` what no scraper would. */
  publish(bodies: readonly string[]): Promise<void>;
  /** How long a server stays away, milliseconds. */
  awayMs: number;
  wait(ms: number): Promise<void>;
}

export interface Scenario {
  name: string;
  /** Which backing parts it is run on. */
  on: readonly ('embedded' | 'real')[];
  needs: readonly ('servers' | 'links')[];
  /** What the reasons of the dead letters must say, in any order. Default: there is none. */
  deadLetters?: readonly RegExp[];
  /** Runs beside the import; the fault is over when it resolves. */
  disturb(context: Disturbance): Promise<void>;
}

const BOTH = ['embedded', 'real'] as const;
const REAL = ['real'] as const;

/** Processes that are killed, one after the other at their own moments, or all in the same one. */
function crash(names: string[]): Scenario {
  return {
    name: `kill ${names.join(' + ')}`,
    on: BOTH,
    needs: [],
    async disturb({ fleet, until, random }) {
      await until(0.2 + 0.5 * random());
      await Promise.all(names.map((name) => fleet.member(name).crash()));
    },
  };
}

function killServers(servers: ServerName[], processes: string[] = []): Scenario {
  return {
    name: `kill ${[...servers, ...processes].join(' + ')}`,
    on: REAL,
    needs: ['servers'],
    async disturb({ fleet, servers: control, until, random }) {
      await until(0.2 + 0.5 * random());
      await Promise.all(servers.map((server) => control.kill(server)));
      // A process that starts while its server is away waits for it, so the servers come back beside it.
      await Promise.all([
        ...processes.map((name) => fleet.member(name).crash()),
        ...servers.map((server) => control.up(server)),
      ]);
    },
  };
}

function away(server: ServerName): Scenario {
  return {
    name: `${server} away`,
    on: REAL,
    needs: ['links'],
    async disturb({ links, until, random, awayMs, wait }) {
      await until(0.2 + 0.5 * random());
      await links[server].cut();
      await wait(awayMs);
      await links[server].restore();
    },
  };
}

export const SCENARIOS: readonly Scenario[] = [
  crash(['scraper-1']),
  crash(['indexer-1']),
  crash(['indexer-2']),
  crash(['analytics-1']),
  crash(['api-1']),
  crash(['scraper-1', 'indexer-1']),
  crash(['indexer-1', 'indexer-2']),
  crash(['indexer-1', 'analytics-1']),
  crash(['scraper-1', 'api-1']),
  killServers(['rabbitmq']),
  killServers(['elasticsearch']),
  killServers(['minio']),
  killServers(['rabbitmq', 'elasticsearch']),
  killServers(['rabbitmq', 'minio']),
  killServers(['elasticsearch', 'minio']),
  killServers(['rabbitmq'], ['indexer-1']),
  killServers(['elasticsearch'], ['indexer-2']),
  killServers(['rabbitmq'], ['scraper-1']),
  away('rabbitmq'),
  away('elasticsearch'),
  away('minio'),
  {
    name: 'connection cut mid-confirm',
    on: REAL,
    needs: ['links'],
    async disturb({ links, until, random, wait }) {
      for (const share of [0.15, 0.3, 0.45, 0.6, 0.75]) {
        await until(share + 0.1 * random());
        await links.rabbitmq.cut();
        await wait(200 * random());
        await links.rabbitmq.restore();
      }
    },
  },
  {
    name: '500 ms latency',
    on: REAL,
    needs: ['links'],
    async disturb({ links, until }) {
      await until(0.3);
      await Promise.all(Object.values(links).map((link) => link.delay(500)));
      await until(0.5);
      await Promise.all(Object.values(links).map((link) => link.clear()));
    },
  },
  {
    name: 'dripping link',
    on: REAL,
    needs: ['links'],
    async disturb({ links, until, wait, awayMs }) {
      await until(0.3);
      await Promise.all(Object.values(links).map((link) => link.drip(32 * 1024)));
      await wait(awayMs / 2);
      await Promise.all(Object.values(links).map((link) => link.clear()));
    },
  },
  {
    name: 'read-only block',
    on: REAL,
    needs: [],
    async disturb({ indices, until, random, wait, awayMs }) {
      await until(0.2 + 0.4 * random());
      await block(indices, true);
      await wait(awayMs / 4);
      await block(indices, null);
    },
  },
  {
    name: 'poison',
    on: BOTH,
    needs: [],
    deadLetters: [/JSON/, /schema|required|expected|event/i, /large|bytes|MB/i],
    async disturb({ publish, until }) {
      await until(0.3);
      await publish(['{"not": json', '{"v":1,"event_id":"of-another-shape"}', `"${'x'.repeat(10_000_000)}"`]);
    },
  },
];

/** What Elasticsearch does by itself when its disk is nearly full. */
async function block(indices: string | null, value: true | null): Promise<void> {
  const answer = await fetch(`${indices}/_settings?expand_wildcards=all`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ 'index.blocks.read_only_allow_delete': value }),
  });
  if (!answer.ok) throw new Error(`the block could not be set: ${answer.status} ${await answer.text()}`);
}
