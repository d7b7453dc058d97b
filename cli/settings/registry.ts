import { homedir } from 'node:os';
import { join } from 'node:path';
import type { OptionDefinition } from '#cli/option.ts';
import type { SourcesSetting } from '#contract/sources/source-plan.ts';
import { SOURCES_SETTING_SCHEMA } from '#contract/sources/source-plan.ts';
import { choice, flag, list, pairs, structure, text, whole } from './setting.ts';

const REMEMBERED = 'the remembered value';
const MANIFESTS = 'as in the manifests';

/** Every setting, one entry each. The key is its name in the file, and gives the names of its variable and flag. */
export const SETTINGS = {
  name: text({
    summary: 'instance name',
    default: 'influscope',
    flag: '<name>',
    suggest: 'names',
    // Also a valid name of a namespace, of an EKS cluster and of its CloudFormation stacks.
    pattern: '^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$',
    expected: 'a lower-case letter, then at most 62 of a-z, 0-9 and "-", not ending with "-"',
  }),
  // `registry.ts` of the targets knows which there are; an unknown one is refused when it is opened.
  target: text({ summary: 'where the instance runs', default: null, unset: REMEMBERED, flag: '<target>' }),
  home: text({
    summary: 'folder for state, logs and data',
    default: () => join(homedir(), '.influscope'),
    unset: '~/.influscope',
    isPath: true,
  }),
  port: whole({
    summary: 'public port of a local instance',
    default: 8080,
    min: 1,
    max: 65_535,
    flag: '<number>',
  }),
  rate_limit: whole({
    summary: 'maximum requests per second per client on the public port; 0 for no limit',
    default: 100,
    min: 0,
    max: 1_000_000,
  }),
  require_keys: flag({ summary: 'the public API requires an API key; see docs/api-keys.md', default: false }),
  mcp: flag({ summary: 'serve agents at /mcp on the public port; see docs/agents.md', default: false }),
  mcp_hosts: list({
    summary: 'host names that clients of /mcp may use, in addition to those of this machine',
    default: [],
    unset: 'none',
    pattern: '^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$',
    expected: 'host names in lower case, without a port',
  }),
  api_key: text({
    summary: 'API key that commands send',
    default: null,
    unset: 'none',
    isSecret: true,
    pattern: '^isk_[0-9a-f]{12}_[A-Za-z0-9_-]{43}$',
    expected: 'a key that "keys add" printed',
  }),
  log_level: choice(['fatal', 'error', 'warn', 'info', 'debug', 'trace'], {
    summary: 'log level of the services',
    default: 'info',
  }),
  shutdown_grace_ms: whole({
    summary: 'maximum time for the services to drain, in milliseconds',
    default: 10_000,
    min: 0,
    max: 600_000,
  }),
  avatars: choice(['fetch', 'off'], {
    summary: 'fetch the pictures that profiles reference by URL',
    default: 'fetch',
  }),
  keep_contacts: flag({
    summary: 'keep e-mail addresses and phone numbers in bios and posts',
    default: false,
  }),
  retention: pairs({
    summary: 'days until data is deleted unless it is read again, by source',
    default: {},
    unset: '30 for YouTube, else no limit',
    keys: '^[a-z][a-z0-9-]*$',
    values: '^[1-9]\\d{0,4}$',
    expected: 'source=days',
  }),
  contact: text({
    summary: 'contact that is sent to picture hosts: e-mail address or URL',
    default: null,
    unset: 'none',
    // It becomes part of an HTTP header.
    pattern: '^[!-~]{1,200}$',
    expected: 'an e-mail address or a URL of at most 200 characters',
  }),
  alert_addresses: choice(['public', 'any'], {
    summary: 'where alert webhooks may be sent: https on the public internet, or also private addresses',
    default: 'public',
  }),
  alert_hosts: list({
    summary: 'hosts that alerts may be sent to; `.example.com` allows all its subdomains',
    default: [],
    unset: 'all',
    pattern: '^\\.?[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?$',
    expected: 'hosts such as hooks.example.com',
  }),
  alert_mail_from: text({
    summary: 'sender of alerts by mail; the server is in ALERT_SMTP_URL',
    default: null,
    unset: 'none',
    pattern: '^[A-Za-z0-9.!#$%&*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,252}$',
    expected: 'an e-mail address',
  }),
  sources: structure<SourcesSetting>({
    summary: 'live sources: topics, cadence, budget and address of each; see docs/sources.md',
    default: {},
    unset: 'no schedule',
    schema: SOURCES_SETTING_SCHEMA,
  }),
  discover: list({
    summary: 'topics that `up` discovers; `off` for none',
    default: [],
    unset: 'asks on a terminal',
    pattern: '^[^,]{1,200}$',
    expected: 'topics',
  }),
  context: text({
    summary: 'kubeconfig context',
    default: null,
    unset: `${REMEMBERED}, else the current context`,
    flag: '<name>',
  }),
  images: pairs({
    summary: 'replacement images on a cluster, by name',
    default: {},
    keys: '^[a-z][a-z0-9-]*$',
    expected: 'name=image',
  }),
  service_type: choice(['LoadBalancer', 'NodePort', 'ClusterIP'], {
    summary: 'type of the public Service on a cluster',
    default: null,
    unset: MANIFESTS,
  }),
  source_ranges: list({
    summary: 'networks that may reach the load balancer',
    default: [],
    unset: 'all',
    pattern: '^[0-9a-fA-F.:]+/\\d{1,3}$',
    expected: 'networks such as 203.0.113.0/24',
  }),
  trusted_hops: whole({
    summary: 'number of proxies in front of a cluster that append the client address to X-Forwarded-For',
    default: null,
    unset: '1 behind an AWS load balancer, otherwise 0',
    min: 0,
    max: 10,
  }),
  certificate_arn: text({
    summary: 'ARN of an ACM certificate for the load balancer',
    default: null,
    unset: 'none',
    pattern: '^arn:aws[a-z-]*:acm:[a-z0-9-]+:\\d{12}:certificate/[A-Za-z0-9-]+$',
    expected: 'the ARN of an ACM certificate',
  }),
  storage_class: text({ summary: 'storage class of the volumes', default: null, unset: MANIFESTS }),
  region: text({
    summary: 'AWS region',
    default: null,
    unset: `${REMEMBERED}, else the default of the AWS CLI`,
    flag: '<region>',
    pattern: '^[a-z]{2}(?:-[a-z]+)+-\\d{1,2}$',
    expected: 'an AWS region such as us-east-1',
  }),
  cluster_config: text({
    summary: 'path of an eksctl ClusterConfig',
    default: null,
    unset: 'the one in the package',
    isPath: true,
  }),
  max_monthly_cost: whole({
    summary: 'maximum monthly cost of an EKS cluster, in US dollars',
    default: null,
    unset: 'no limit',
    min: 0,
    max: 1_000_000,
    flag: '<amount>',
  }),
  prices: text({
    summary: 'path of a price list like prices.json, for another AWS region',
    default: null,
    unset: 'the one in the package',
    isPath: true,
  }),
};

export type SettingKey = keyof typeof SETTINGS;
export type SettingValues = { [K in SettingKey]: ReturnType<(typeof SETTINGS)[K]['fallback']> };
export const SETTING_KEYS = Object.keys(SETTINGS) as SettingKey[];

/** `INFLUSCOPE_MAX_MONTHLY_COST`. */
export function variableOf(key: SettingKey): string {
  return `INFLUSCOPE_${key.toUpperCase()}`;
}

/** `--max-monthly-cost`; also of a setting without a flag. */
export function flagOf(key: SettingKey): string {
  return `--${key.replaceAll('_', '-')}`;
}

/** The flag of a setting as an option of a command. */
export function settingOption(key: SettingKey, about: Partial<OptionDefinition> = {}): OptionDefinition {
  const { summary, flag, parse, suggest } = SETTINGS[key];
  return {
    flags: `${flagOf(key)} ${flag ?? '<value>'}`,
    summary,
    parse,
    ...(suggest !== null && { suggest }),
    ...about,
  };
}

/** The settings among a command's options, which commander names in camel case. */
export function pickSettings(options: Readonly<Record<string, unknown>>): Partial<SettingValues> {
  const given = SETTING_KEYS.filter((key) => SETTINGS[key].flag !== null).map((key) => [
    key,
    options[key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())],
  ]);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}
