import type { Environment } from '#runtime/config/environment.ts';
import { integer, readVariables } from '#runtime/config/variable.ts';

/** Which traces are recorded. `ratio` from 0 to 1, by trace id; `parentBased`: spans that the caller records are recorded too. */
export interface Sampling {
  ratio: number;
  parentBased: boolean;
}

/** How spans leave the process; the exporter reads the destination from the standard variables. */
export interface TracingSettings {
  sampling: Sampling;
  /** `null`: the name is made of the services of the process. */
  serviceName: string | null;
  /** How long, and how many, spans wait before they are exported. */
  scheduleDelayMs: number;
  maxQueueSize: number;
  maxBatchSize: number;
  exportTimeoutMs: number;
}

const PROTOCOL = 'http/protobuf';

/** Reads the standard variables of OpenTelemetry; `null` while they do not enable tracing. */
export function readTracingSettings(environment: Environment): TracingSettings | null {
  const { get, fault } = environment;
  if (get('OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return null;
  const hasEndpoint = get('OTEL_EXPORTER_OTLP_ENDPOINT') ?? get('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  const exporter = get('OTEL_TRACES_EXPORTER') ?? (hasEndpoint ? 'otlp' : 'none');
  if (exporter === 'none') return null;
  if (exporter !== 'otlp') fault('OTEL_TRACES_EXPORTER', `expected otlp or none, got "${exporter}"`);
  const protocol =
    get('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ?? get('OTEL_EXPORTER_OTLP_PROTOCOL') ?? PROTOCOL;
  if (protocol !== PROTOCOL) {
    fault(
      'OTEL_EXPORTER_OTLP_PROTOCOL',
      `expected ${PROTOCOL}, the only supported protocol, got "${protocol}"`,
    );
  }
  return {
    sampling: readSampling(environment),
    serviceName: get('OTEL_SERVICE_NAME') ?? null,
    ...readVariables(BATCH_VARIABLES, environment),
  };
}

const batchLimit = (name: string, fallback: number) =>
  integer(name, { fallback, max: 999_999_999, meaning: `default ${fallback}` });

const BATCH_VARIABLES = {
  scheduleDelayMs: batchLimit('OTEL_BSP_SCHEDULE_DELAY', 2_000),
  maxQueueSize: batchLimit('OTEL_BSP_MAX_QUEUE_SIZE', 8_192),
  maxBatchSize: batchLimit('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512),
  exportTimeoutMs: batchLimit('OTEL_BSP_EXPORT_TIMEOUT', 10_000),
};

function readSampling({ get, fault }: Environment): Sampling {
  const name = get('OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on';
  const match = /^(parentbased_)?(always_on|always_off|traceidratio)$/.exec(name);
  if (!match) {
    fault(
      'OTEL_TRACES_SAMPLER',
      `expected always_on, always_off or traceidratio, each also with the prefix parentbased_, got "${name}"`,
    );
    return { ratio: 0, parentBased: true };
  }
  const parentBased = match[1] !== undefined;
  if (match[2] !== 'traceidratio') return { ratio: match[2] === 'always_on' ? 1 : 0, parentBased };
  const raw = get('OTEL_TRACES_SAMPLER_ARG') ?? '1';
  const ratio = Number(raw);
  if (ratio >= 0 && ratio <= 1) return { ratio, parentBased };
  fault('OTEL_TRACES_SAMPLER_ARG', `expected a number from 0 to 1, got "${raw}"`);
  return { ratio: 0, parentBased };
}
