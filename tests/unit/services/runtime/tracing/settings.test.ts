import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEnvironment } from '#runtime/config/environment.ts';
import { readTracingSettings } from '#runtime/telemetry/tracing/settings.ts';

const read = (env: Record<string, string>) => {
  const environment = createEnvironment(env);
  return { settings: readTracingSettings(environment), faults: environment.faults };
};
const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

for (const [why, env] of [
  ['nothing is set', {}],
  ['the SDK is disabled', { ...ENDPOINT, OTEL_SDK_DISABLED: 'true' }],
  ['traces go nowhere', { ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' }],
  ['only a name is given', { OTEL_SERVICE_NAME: 'x' }],
] as const) {
  test(`is off when ${why}`, () => assert.deepEqual(read(env), { settings: null, faults: [] }));
}

for (const env of [
  ENDPOINT,
  { OTEL_TRACES_EXPORTER: 'otlp' },
  { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' },
]) {
  test(`is on with ${Object.keys(env)}`, () => {
    const { settings, faults } = read(env);
    assert.deepEqual(settings?.sampling, { ratio: 1, parentBased: true });
    assert.deepEqual(faults, []);
  });
}

for (const [sampler, argument, sampling] of [
  ['always_on', undefined, { ratio: 1, parentBased: false }],
  ['always_off', undefined, { ratio: 0, parentBased: false }],
  ['traceidratio', '0.25', { ratio: 0.25, parentBased: false }],
  ['parentbased_traceidratio', '0.01', { ratio: 0.01, parentBased: true }],
  ['parentbased_always_off', '0.5', { ratio: 0, parentBased: true }],
] as const) {
  test(`samples as ${sampler} ${argument ?? ''} says`, () => {
    const env = { ...ENDPOINT, OTEL_TRACES_SAMPLER: sampler };
    const { settings } = read(argument ? { ...env, OTEL_TRACES_SAMPLER_ARG: argument } : env);
    assert.deepEqual(settings?.sampling, sampling);
  });
}

for (const [name, value] of [
  ['OTEL_TRACES_EXPORTER', 'zipkin'],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
  ['OTEL_TRACES_SAMPLER', 'jaeger_remote'],
  ['OTEL_BSP_MAX_QUEUE_SIZE', 'many'],
] as const) {
  test(`refuses ${name}=${value}`, () => {
    const { faults } = read({ ...ENDPOINT, [name]: value });
    assert.equal(faults.length, 1);
    assert.ok(faults[0]?.startsWith(`${name}: `));
  });
}

test('refuses a ratio that is none', () => {
  const env = { ...ENDPOINT, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' };
  assert.match(read(env).faults.join(), /^OTEL_TRACES_SAMPLER_ARG: /);
});
