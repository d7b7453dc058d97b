/** Which traces are recorded. `ratio` from 0 to 1, by trace id; `parentBased`: what its caller records is recorded too. */
export interface Sampling {
  ratio: number;
  parentBased: boolean;
}

/** How spans leave the process; where to is read by the exporter itself from the standard variables. */
export interface TracingSettings {
  sampling: Sampling;
  /** `null`: named after the services of the process. */
  serviceName: string | null;
  /** Spans wait this long, and this many at most, before they are exported. */
  scheduleDelayMs: number;
  maxQueueSize: number;
  maxBatchSize: number;
  exportTimeoutMs: number;
}

type Env = Readonly<Record<string, string | undefined>>;

const PROTOCOL = 'http/protobuf';

/** Reads the standard variables of OpenTelemetry; `null` while they do not switch tracing on. `fault` hears what is wrong. */
export function readTracingSettings(env: Env, fault: (message: string) => void): TracingSettings | null {
  if (env.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return null;
  const exporter =
    env.OTEL_TRACES_EXPORTER ||
    (env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ? 'otlp' : 'none');
  if (exporter === 'none') return null;
  if (exporter !== 'otlp') fault(`OTEL_TRACES_EXPORTER: expected otlp or none, got "${exporter}"`);
  const protocol = env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || env.OTEL_EXPORTER_OTLP_PROTOCOL || PROTOCOL;
  if (protocol !== PROTOCOL)
    fault(`OTEL_EXPORTER_OTLP_PROTOCOL: only ${PROTOCOL} is spoken, got "${protocol}"`);

  const number = (name: string, fallback: number): number => {
    const raw = env[name];
    if (!raw) return fallback;
    if (/^\d{1,9}$/.test(raw)) return Number(raw);
    fault(`${name}: expected a whole number, got "${raw}"`);
    return fallback;
  };
  return {
    sampling: readSampling(env, fault),
    serviceName: env.OTEL_SERVICE_NAME || null,
    scheduleDelayMs: number('OTEL_BSP_SCHEDULE_DELAY', 2_000),
    maxQueueSize: number('OTEL_BSP_MAX_QUEUE_SIZE', 8_192),
    maxBatchSize: number('OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512),
    exportTimeoutMs: number('OTEL_BSP_EXPORT_TIMEOUT', 10_000),
  };
}

function readSampling(env: Env, fault: (message: string) => void): Sampling {
  const name = env.OTEL_TRACES_SAMPLER || 'parentbased_always_on';
  const match = /^(parentbased_)?(always_on|always_off|traceidratio)$/.exec(name);
  if (!match) {
    fault(
      `OTEL_TRACES_SAMPLER: expected always_on, always_off or traceidratio, each also with parentbased_ before it, got "${name}"`,
    );
    return { ratio: 0, parentBased: true };
  }
  const parentBased = match[1] !== undefined;
  if (match[2] !== 'traceidratio') return { ratio: match[2] === 'always_on' ? 1 : 0, parentBased };
  const raw = env.OTEL_TRACES_SAMPLER_ARG || '1';
  const ratio = Number(raw);
  if (ratio >= 0 && ratio <= 1) return { ratio, parentBased };
  fault(`OTEL_TRACES_SAMPLER_ARG: expected a number from 0 to 1, got "${raw}"`);
  return { ratio: 0, parentBased };
}
