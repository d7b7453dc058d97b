import type { Environment } from '../config/environment.ts';
import type { ConfigOf } from '../config/variable.ts';
import { choice, integer, readVariables, secret, text } from '../config/variable.ts';
import type { TracingSettings } from '../telemetry/tracing/settings.ts';
import { readTracingSettings } from '../telemetry/tracing/settings.ts';

/** Variables of every process, whatever services it runs. */
export const PROCESS_VARIABLES = {
  host: text('HOST', '127.0.0.1', 'address to listen on; default 127.0.0.1'),
  adminPort: integer('ADMIN_PORT', {
    fallback: 0,
    max: 65_535,
    meaning: 'port of the admin API (probes, metrics, all writes); default: any free port',
  }),
  adminToken: secret(
    'ADMIN_TOKEN',
    'token of the admin API; without it, only the probes and `/metrics` answer',
  ),
  privacyKey: secret(
    'PRIVACY_KEY',
    'secret of the suppression list; the same for all services, and never changed; see [docs/privacy.md](privacy.md)',
  ),
  privacyKeyChange: choice('PRIVACY_KEY_CHANGE', {
    choices: ['refuse', 'accept'],
    fallback: 'refuse',
    meaning:
      '`accept`: start with a changed `PRIVACY_KEY`; then forget the people on the suppression list again; default `refuse`',
  }),
  shutdownGraceMs: integer('SHUTDOWN_GRACE_MS', {
    fallback: 10_000,
    max: 600_000,
    meaning: 'maximum time for a shutdown, in milliseconds; default 10000',
  }),
  logLevel: choice('LOG_LEVEL', {
    choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    fallback: 'info',
    meaning: '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`; default `info`',
  }),
  logFile: text('LOG_FILE', null, 'log file, rotated at 10 MB; default: standard output'),
} as const;

export interface ProcessConfig extends ConfigOf<typeof PROCESS_VARIABLES> {
  /** `null` while tracing is off. */
  tracing: TracingSettings | null;
}

export function readProcessConfig(environment: Environment): ProcessConfig {
  return {
    ...readVariables(PROCESS_VARIABLES, environment),
    tracing: readTracingSettings(environment),
  };
}
