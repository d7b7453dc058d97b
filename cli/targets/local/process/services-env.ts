import type { SettingValues } from '#cli/settings/registry.ts';
import { variablesOfAlerts } from '#contract/alerts/variables.ts';
import { variablesOfRetention } from '#contract/privacy/retention.ts';
import { SOURCE_OPTIONS, variablesOfSources } from '#contract/sources/source-plan.ts';
import type { LocalPaths } from '../paths.ts';

/** The only variables that are passed on from the environment of the command. */
const INHERITED = /^(?:PATH|HOME|TMPDIR|LANG|TZ|OTEL_[A-Z_]+|PRIVACY_KEY_CHANGE|ALERT_SMTP_URL(?:_FILE)?)$/;
/** Credentials and other variables of the live sources: `MASTODON_TOKEN`. */
const OF_SOURCES = new RegExp(`^(?:${Object.keys(SOURCE_OPTIONS).join('|')})_[A-Z_]+$`, 'i');

/** The environment of `services/main all`: embedded backing parts under the folder of the instance. */
export function servicesEnv(
  settings: Pick<
    SettingValues,
    | 'rate_limit'
    | 'require_keys'
    | 'mcp'
    | 'mcp_hosts'
    | 'log_level'
    | 'shutdown_grace_ms'
    | 'avatars'
    | 'keep_contacts'
    | 'contact'
    | 'retention'
    | 'sources'
    | 'alert_addresses'
    | 'alert_hosts'
    | 'alert_mail_from'
  >,
  paths: LocalPaths,
  port: number,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const inherited = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      (INHERITED.test(entry[0]) || OF_SOURCES.test(entry[0])) && entry[1] !== undefined,
  );
  return {
    ...Object.fromEntries(inherited),
    HOST: '127.0.0.1',
    PORT: String(port),
    ADMIN_PORT: '0',
    ADMIN_TOKEN_FILE: paths.token,
    PRIVACY_KEY_FILE: paths.privacyKey,
    SUPPRESSIONS_URL: `file:${paths.suppressions}`,
    QUEUE_URL: `embedded:${paths.queue}`,
    RECORDS_URL: `embedded:${paths.records}`,
    SEARCH_URL: `embedded:${paths.search}`,
    OBJECTS_URL: `file:${paths.objects}`,
    LOG_FILE: paths.serviceLog,
    LOG_LEVEL: settings.log_level,
    RATE_LIMIT: String(settings.rate_limit),
    MCP: settings.mcp ? 'on' : 'off',
    MCP_HOSTS: settings.mcp_hosts.join(','),
    REQUIRE_KEYS: settings.require_keys ? 'on' : 'off',
    SHUTDOWN_GRACE_MS: String(settings.shutdown_grace_ms),
    AVATAR_FETCH: settings.avatars === 'off' ? 'off' : 'on',
    KEEP_CONTACTS: settings.keep_contacts ? 'on' : 'off',
    ...(settings.contact !== null && { CONTACT: settings.contact }),
    ALERT_FOLDER: paths.alerts,
    ...variablesOfAlerts(settings),
    ...variablesOfRetention(settings.retention),
    ...variablesOfSources(settings.sources),
  };
}
