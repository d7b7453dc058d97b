import { homedir } from 'node:os';
import { join } from 'node:path';

export const SERVICE_TYPES = ['LoadBalancer', 'NodePort', 'ClusterIP'] as const;
export type ServiceType = (typeof SERVICE_TYPES)[number];

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

export const RANGE_PATTERN = '^[0-9a-fA-F.:]+/\\d{1,3}$';
export const CERTIFICATE_PATTERN = '^arn:aws[a-z-]*:acm:[a-z0-9-]+:\\d{12}:certificate/[A-Za-z0-9-]+$';

/** Also a valid name of a namespace, of an EKS cluster and of its CloudFormation stacks. */
export const NAME_PATTERN = '^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$';

export const REGION_PATTERN = '^[a-z]{2}(?:-[a-z]+)+-\\d{1,2}$';

export const AVATAR_CHOICES = ['fetch', 'off'] as const;

/** Goes into a header as it is. */
export const CONTACT_PATTERN = '^[!-~]{1,200}$';

export interface SettingValues {
  name: string;
  /** `null`: what is remembered for the name decides. */
  target: string | null;
  /** Folder of everything the command line keeps. */
  home: string;
  port: number;
  rate_limit: number;
  log_level: string;
  shutdown_grace_ms: number;
  avatars: (typeof AVATAR_CHOICES)[number];
  /** Whether e-mail addresses and phone numbers in bios and posts are kept. */
  keep_contacts: boolean;
  /** E-mail address or URL. */
  contact: string | null;
  /** Context of the kubeconfig; `null`: the remembered one, else the kubeconfig's current one. */
  context: string | null;
  /** Other images by what they are, e.g. `{influscope: 'registry.example/influscope:1'}`. */
  images: Readonly<Record<string, string>>;
  /** `null`: as the manifests say. */
  service_type: ServiceType | null;
  /** Networks that may reach the load balancer; empty for all. */
  source_ranges: readonly string[];
  /** ARN of an ACM certificate for the load balancer. */
  certificate_arn: string | null;
  /** A storage class of the cluster's own; `null`: the one of the manifests. */
  storage_class: string | null;
  /** Of AWS; `null`: what is remembered, else as the AWS command line chooses it. */
  region: string | null;
  /** Path of an eksctl ClusterConfig, absolute; `null`: the one that comes along. */
  cluster_config: string | null;
  /** US dollars that a cluster on EKS may cost a month; `null`: no limit. */
  max_monthly_cost: number | null;
  /** Path of a file like `prices.json`, absolute; `null`: that one, which is of one region. */
  prices: string | null;
}
export type SettingKey = keyof SettingValues;

export interface SettingRule<T> {
  env: string;
  flag: string | null;
  summary: string;
  fallback(): T;
  /** Reads a flag's or a variable's text; throws an `Error` that says what is expected. */
  parse(text: string): T;
}

/** Every setting: where it can come from, what it is without any. The document's schema is in `schema.ts`. */
export const SETTINGS: { [K in SettingKey]: SettingRule<SettingValues[K]> } = {
  name: {
    env: 'INFLUSCOPE_NAME',
    flag: '--name',
    summary: 'Which platform is meant',
    fallback: () => 'influscope',
    parse: parseName,
  },
  target: {
    env: 'INFLUSCOPE_TARGET',
    flag: '--target',
    summary: 'Where it runs',
    fallback: () => null,
    parse: (text) => text,
  },
  home: {
    env: 'INFLUSCOPE_HOME',
    flag: null,
    summary: 'Folder of state, logs and data',
    fallback: () => join(homedir(), '.influscope'),
    parse: (text) => text,
  },
  port: {
    env: 'INFLUSCOPE_PORT',
    flag: '--port',
    summary: 'Public port',
    fallback: () => 8080,
    parse: (text) => wholeNumber(text, 1, 65_535),
  },
  rate_limit: {
    env: 'INFLUSCOPE_RATE_LIMIT',
    flag: null,
    summary: 'Requests a second and client on the public port; 0 is no limit',
    fallback: () => 100,
    parse: (text) => wholeNumber(text, 0, 1_000_000),
  },
  log_level: {
    env: 'INFLUSCOPE_LOG_LEVEL',
    flag: null,
    summary: 'What the services log',
    fallback: () => 'info',
    parse: (text) => oneOf(LOG_LEVELS, text),
  },
  shutdown_grace_ms: {
    env: 'INFLUSCOPE_SHUTDOWN_GRACE_MS',
    flag: null,
    summary: 'How long the services may drain',
    fallback: () => 10_000,
    parse: (text) => wholeNumber(text, 0, 600_000),
  },
  avatars: {
    env: 'INFLUSCOPE_AVATARS',
    flag: null,
    summary: 'Whether pictures are fetched that profiles name by address',
    fallback: () => 'fetch',
    parse: (text) => oneOf(AVATAR_CHOICES, text),
  },
  keep_contacts: {
    env: 'INFLUSCOPE_KEEP_CONTACTS',
    flag: null,
    summary: 'Whether e-mail addresses and phone numbers in bios and posts are kept',
    fallback: () => false,
    parse: parseBoolean,
  },
  contact: {
    env: 'INFLUSCOPE_CONTACT',
    flag: null,
    summary: 'How the hosts of pictures can reach you: an e-mail address or a URL',
    fallback: () => null,
    parse: parseContact,
  },
  context: {
    env: 'INFLUSCOPE_CONTEXT',
    flag: '--context',
    summary: 'Which cluster, as the kubeconfig names it',
    fallback: () => null,
    parse: (text) => text,
  },
  images: {
    env: 'INFLUSCOPE_IMAGES',
    flag: null,
    summary: 'Other images on a cluster, as name=image, separated by commas',
    fallback: () => ({}),
    parse: parsePairs,
  },
  service_type: {
    env: 'INFLUSCOPE_SERVICE_TYPE',
    flag: null,
    summary: 'How a cluster offers the public port',
    fallback: () => null,
    parse: (text) => oneOf(SERVICE_TYPES, text),
  },
  source_ranges: {
    env: 'INFLUSCOPE_SOURCE_RANGES',
    flag: null,
    summary: 'Networks that may reach the load balancer, separated by commas',
    fallback: () => [],
    parse: parseRanges,
  },
  certificate_arn: {
    env: 'INFLUSCOPE_CERTIFICATE_ARN',
    flag: null,
    summary: 'Certificate of ACM for the load balancer',
    fallback: () => null,
    parse: (text) => matching(text, CERTIFICATE_PATTERN, 'the ARN of a certificate of ACM'),
  },
  storage_class: {
    env: 'INFLUSCOPE_STORAGE_CLASS',
    flag: null,
    summary: "Storage class of the cluster's own",
    fallback: () => null,
    parse: (text) => text,
  },
  region: {
    env: 'INFLUSCOPE_REGION',
    flag: '--region',
    summary: 'Region of AWS',
    fallback: () => null,
    parse: (text) => matching(text, REGION_PATTERN, 'a region of AWS such as us-east-1'),
  },
  cluster_config: {
    env: 'INFLUSCOPE_CLUSTER_CONFIG',
    flag: null,
    summary: 'An eksctl ClusterConfig of your own',
    fallback: () => null,
    parse: (text) => text,
  },
  max_monthly_cost: {
    env: 'INFLUSCOPE_MAX_MONTHLY_COST',
    flag: '--max-monthly-cost',
    summary: 'US dollars that a cluster on EKS may cost a month',
    fallback: () => null,
    parse: (text) => wholeNumber(text, 0, 1_000_000),
  },
  prices: {
    env: 'INFLUSCOPE_PRICES',
    flag: null,
    summary: 'A file like prices.json, for another region of AWS',
    fallback: () => null,
    parse: (text) => text,
  },
};

export function parseName(text: string): string {
  if (new RegExp(NAME_PATTERN).test(text)) return text;
  throw new Error('expected a lower-case letter, then at most 62 of a-z, 0-9 and -, the last of them no -');
}

function parseContact(text: string): string {
  return matching(text, CONTACT_PATTERN, 'an e-mail address or a URL of at most 200 characters');
}

function parseBoolean(text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new Error('expected true or false');
}

function parsePairs(text: string): Record<string, string> {
  const pairs = text.split(',').map((pair) => /^\s*([a-z][a-z0-9-]*)=(\S+)\s*$/.exec(pair));
  if (pairs.some((pair) => pair === null)) throw new Error('expected name=image, separated by commas');
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
}

function parseRanges(text: string): string[] {
  return text
    .split(',')
    .map((range) => matching(range.trim(), RANGE_PATTERN, 'networks such as 203.0.113.0/24'));
}

function matching(text: string, pattern: string, expected: string): string {
  if (new RegExp(pattern).test(text)) return text;
  throw new Error(`expected ${expected}`);
}

function wholeNumber(text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new Error(`expected a whole number from ${min} to ${max}`);
}

function oneOf<T extends string>(choices: readonly T[], text: string): T {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new Error(`expected ${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`);
}
