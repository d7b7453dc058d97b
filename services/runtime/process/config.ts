import { readFileSync } from 'node:fs';
import { TargetError, toGrpcTarget } from '#rpc/grpc-target.ts';
import type { TracingSettings } from '../telemetry/tracing/settings.ts';
import { readTracingSettings } from '../telemetry/tracing/settings.ts';
import type { ServiceName } from './service.ts';
import { SERVICE_NAMES } from './service.ts';

/** Where a backing part is, from its URL. */
export type Backing = { kind: 'embedded'; path: string } | RemoteBacking;

/** A server. The credentials are apart from the URL, which may be logged once its userinfo is taken off. */
export interface RemoteBacking {
  kind: 'remote';
  url: URL;
  username: string | null;
  password: string | null;
  /** Instead of a user name and password, where the server knows such keys. */
  apiKey: string | null;
  /** Certificates, as PEM, of the authority that signed the server's; `null` for the system's authorities. */
  caFile: string | null;
  /** The certificate and key, PEM files, that this process shows a server which asks for them. */
  certFile?: string | null;
  keyFile?: string | null;
}

export interface ServiceConfig {
  services: ServiceName[];
  host: string;
  /** Public port of the API; 0 lets the system choose. */
  port: number;
  adminPort: number;
  /** Without a token the admin routes that write are off. */
  adminToken: string | null;
  /** Where the analytics service listens. */
  grpcPort: number;
  /** Age at which the analytics service ends a connection, so that callers find the servers that have come since. */
  grpcMaxConnectionAgeMs: number;
  /** Where the indexer finds the analytics servers, as `toGrpcTarget` takes it; `null` when they are in its process. */
  analyticsAddr: string | null;
  queue: Backing | null;
  search: Backing | null;
  /** Copies of the search index on a server, beside the first. */
  searchReplicas: number;
  records: Backing | null;
  objects: Backing | null;
  /** `null` while tracing is off. */
  tracing: TracingSettings | null;
  logLevel: string;
  logFile: string | null;
  shutdownGraceMs: number;
  /** Requests a second and client on the public port; 0 switches the limit off. */
  rateLimit: number;
  /** Messages in `profile-events` over which publishers wait. */
  queueMaxDepth: number;
  /** Profiles in one indexer batch. */
  indexerBatch: number;
  /** Are pictures fetched that profiles name by address? */
  avatarFetch: boolean;
  /** How whoever runs this can be reached, for the hosts that pictures are fetched from. */
  contact: string | null;
}

/**
 * A server syncs its log once a request, whatever is in it: fewer and larger batches cost it a third less. An embedded
 * store joins what comes at the same time by itself.
 */
const REMOTE_BATCH = 200;
const EMBEDDED_BATCH = 50;

/** All faults of the environment at once, each naming its variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: string[];
  constructor(faults: string[]) {
    super(`The environment is not usable:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.faults = faults;
  }
}

type Env = Readonly<Record<string, string | undefined>>;

/** What each service cannot run without. */
const NEEDS: Record<ServiceName, readonly string[]> = {
  analytics: [],
  indexer: ['QUEUE_URL', 'SEARCH_URL', 'RECORDS_URL'],
  scraper: ['QUEUE_URL', 'OBJECTS_URL'],
  api: ['SEARCH_URL', 'OBJECTS_URL'],
};

/** Reads the configuration of one process from its environment. Throws `ConfigError`. */
export function loadServiceConfig(services: ServiceName[], env: Env): ServiceConfig {
  const faults: string[] = [];

  const number = (name: string, fallback: number, max: number): number => {
    const raw = env[name];
    if (raw === undefined || raw === '') return fallback;
    const value = Number(raw);
    if (Number.isInteger(value) && value >= 0 && value <= max) return value;
    faults.push(`${name}: expected a whole number from 0 to ${max}, got "${raw}"`);
    return fallback;
  };

  const secret = (name: string): string | null => {
    const file = env[`${name}_FILE`];
    if (env[name] !== undefined && file !== undefined)
      faults.push(`${name}: set it or ${name}_FILE, not both`);
    if (file === undefined) return env[name] || null;
    try {
      return readFileSync(file, 'utf8').trim() || null;
    } catch (error) {
      faults.push(`${name}_FILE: cannot read ${file}: ${(error as Error).message}`);
      return null;
    }
  };

  const backing = (name: string, schemes: readonly string[]): Backing | null => {
    const raw = env[`${name}_URL`];
    // Four processes may share one environment: each goes only to the servers that it has business with.
    if (!raw || !services.some((service) => NEEDS[service].includes(`${name}_URL`))) return null;
    const embedded = /^(?:embedded|file):(.+)$/.exec(raw);
    if (embedded?.[1] && !embedded[1].startsWith('//')) return { kind: 'embedded', path: embedded[1] };
    const url = URL.canParse(raw) ? new URL(raw) : null;
    if (!url || !schemes.includes(url.protocol)) {
      faults.push(`${name}_URL: expected embedded:PATH or ${schemes.map((s) => `${s}//…`).join(' or ')}`);
      return null;
    }
    if (url.password && !['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) {
      faults.push(
        `${name}_URL: credentials in a URL are for loopback only; use ${name}_USERNAME and ${name}_PASSWORD_FILE`,
      );
    }
    return {
      kind: 'remote',
      url,
      username: secret(`${name}_USERNAME`) ?? (decoded(url.username) || null),
      password: secret(`${name}_PASSWORD`) ?? (decoded(url.password) || null),
      apiKey: secret(`${name}_API_KEY`),
      caFile: env[`${name}_CA_FILE`] || null,
      certFile: env[`${name}_CERT_FILE`] || null,
      keyFile: env[`${name}_KEY_FILE`] || null,
    };
  };

  const analyticsAddr = (): string | null => {
    const address = env.ANALYTICS_ADDR;
    if (!address) return null;
    try {
      toGrpcTarget(address);
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      faults.push(`ANALYTICS_ADDR: ${error.message}`);
    }
    return address;
  };

  for (const service of services) {
    for (const name of NEEDS[service]) {
      if (!env[name]) faults.push(`${name}: the ${service} service needs it, e.g. ${name}=${EXAMPLES[name]}`);
    }
  }
  if (services.includes('indexer') && !services.includes('analytics') && !env.ANALYTICS_ADDR) {
    faults.push('ANALYTICS_ADDR: the indexer service needs it, e.g. ANALYTICS_ADDR=127.0.0.1:50051');
  }

  const search = backing('SEARCH', ['http:', 'https:']);
  const records = backing('RECORDS', ['http:', 'https:']);
  const isRemote = [search, records].some((part) => part?.kind === 'remote');

  const config: ServiceConfig = {
    services,
    host: env.HOST || '127.0.0.1',
    port: number('PORT', 8080, 65_535),
    adminPort: number('ADMIN_PORT', 0, 65_535),
    adminToken: secret('ADMIN_TOKEN'),
    grpcPort: number('GRPC_PORT', services.length > 1 ? 0 : 50_051, 65_535),
    grpcMaxConnectionAgeMs: Math.max(1, number('GRPC_MAX_CONNECTION_AGE_MS', 30_000, 86_400_000)),
    analyticsAddr: analyticsAddr(),
    queue: backing('QUEUE', ['amqp:', 'amqps:']),
    search,
    searchReplicas: number('SEARCH_REPLICAS', 0, 10),
    records,
    objects: backing('OBJECTS', ['s3:']),
    tracing: readTracingSettings(env, (fault) => faults.push(fault)),
    logLevel: env.LOG_LEVEL || 'info',
    logFile: env.LOG_FILE || null,
    shutdownGraceMs: number('SHUTDOWN_GRACE_MS', 10_000, 600_000),
    rateLimit: number('RATE_LIMIT', 100, 1_000_000),
    queueMaxDepth: number('QUEUE_MAX_DEPTH', 1_000, 10_000_000),
    indexerBatch: number('INDEXER_BATCH', isRemote ? REMOTE_BATCH : EMBEDDED_BATCH, 10_000),
    avatarFetch: (env.AVATAR_FETCH || 'on') === 'on',
    contact: env.CONTACT || null,
  };
  if (!['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].includes(config.logLevel)) {
    faults.push(
      `LOG_LEVEL: expected fatal, error, warn, info, debug, trace or silent, got "${config.logLevel}"`,
    );
  }
  if (!['', 'on', 'off'].includes(env.AVATAR_FETCH ?? '')) {
    faults.push(`AVATAR_FETCH: expected on or off, got "${env.AVATAR_FETCH}"`);
  }
  if (config.contact !== null && !/^[\x21-\x7e]{1,200}$/.test(config.contact)) {
    faults.push('CONTACT: expected an e-mail address or a URL of at most 200 characters');
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

const EXAMPLES: Record<string, string> = {
  QUEUE_URL: 'embedded:./data/queue.db',
  SEARCH_URL: 'embedded:./data/search',
  RECORDS_URL: 'embedded:./data/records.db',
  OBJECTS_URL: 'file:./data/objects',
};

/** Userinfo without its percent signs, or as it is when it was not encoded. */
function decoded(userinfo: string): string {
  try {
    return decodeURIComponent(userinfo);
  } catch {
    return userinfo;
  }
}

/** `all` or one name; `null` for anything else. */
export function parseServiceNames(argument: string | undefined): ServiceName[] | null {
  if (argument === 'all') return [...SERVICE_NAMES];
  return SERVICE_NAMES.find((name) => name === argument) === undefined ? null : [argument as ServiceName];
}
