import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Registry } from 'prom-client';
import { UnavailableError } from '#ports/errors.ts';
import type { BatchHandler, Queue } from '#ports/queue.ts';
import { createBackingMetrics } from '#runtime/telemetry/observed/backing-metrics.ts';
import { observed } from '#runtime/telemetry/observed/observed.ts';
import { observedQueue } from '#runtime/telemetry/observed/observed-queue.ts';
import { registerStateGauges } from '#runtime/telemetry/observed/state-gauges.ts';
import { createFakeQueue } from '#tests/support/fakes/fake-queue.ts';

const sum = async (registry: Registry, name: string, labels: Record<string, string> = {}) => {
  const metric = await registry.getSingleMetric(name.replace(/_(count|sum)$/, ''))?.get();
  return (metric?.values ?? [])
    .filter((value) => ('metricName' in value && value.metricName ? value.metricName === name : true))
    .filter((value) => Object.entries(labels).every(([key, label]) => value.labels[key] === label))
    .reduce((total, { value }) => total + value, 0);
};

describe('an observed port', () => {
  const setUp = () => {
    const registry = new Registry();
    let failure: Error | undefined;
    const port = {
      get: async (key: string, _signal?: AbortSignal) => {
        if (failure) throw failure;
        return `value of ${key}`;
      },
      name: () => 'as it is',
    };
    return {
      registry,
      fail: (error: Error | undefined) => {
        failure = error;
      },
      port: observed('records', port, ['get'], createBackingMetrics(registry)),
    };
  };

  test('answers as the port does, and times each operation', async () => {
    const { port, registry } = setUp();
    assert.equal(await port.get('a'), 'value of a');
    assert.equal(port.name(), 'as it is');
    const labels = { part: 'records', operation: 'get' };
    assert.equal(await sum(registry, 'influscope_backing_operation_seconds_count', labels), 1);
    assert.equal(await sum(registry, 'influscope_backing_up', { part: 'records' }), 1);
  });

  test('counts errors by kind, tells when the part is away, and when it is back', async () => {
    const { port, registry, fail } = setUp();
    fail(new UnavailableError('away [password=x]'));
    await assert.rejects(port.get('a'), UnavailableError);
    assert.equal(
      await sum(registry, 'influscope_backing_operation_errors_total', { kind: 'unavailable' }),
      1,
    );
    assert.equal(await sum(registry, 'influscope_backing_up'), 0);
    fail(undefined);
    await port.get('a');
    assert.equal(await sum(registry, 'influscope_backing_up'), 1);
    assert.doesNotMatch(await registry.metrics(), /password/);
  });

  test('does not take a caller that gives up for a part that is away', async () => {
    const { port, registry, fail } = setUp();
    fail(new Error('enough'));
    await assert.rejects(port.get('a', AbortSignal.abort()));
    assert.equal(await sum(registry, 'influscope_backing_operation_errors_total', { kind: 'aborted' }), 1);
    assert.equal(await sum(registry, 'influscope_backing_up'), 0);
    assert.doesNotMatch(await registry.metrics(), /influscope_backing_up\{/);
  });
});

test('an observed queue counts verdicts by their cause, ages and redeliveries', async () => {
  const registry = new Registry();
  let handle: BatchHandler | undefined;
  const bare: Queue = {
    ...createFakeQueue(),
    consume(_name, _options, handler) {
      handle = handler;
      return { close: async () => {} };
    },
  };
  const queue = observedQueue(bare, registry);
  queue.consume('profile-events', { maxItems: 3, maxWaitMs: 1, concurrency: 1 }, async () => [
    { kind: 'ack' },
    { kind: 'drop', reason: 'no JSON at 17', cause: 'invalid' },
    { kind: 'retry', reason: 'whatever' },
  ]);
  const publishedAtMs = Date.now() - 5_000;
  const batch = [1, 2, 3].map((n) => ({ id: `m${n}`, body: '', attempt: n, publishedAtMs }));
  await handle?.(batch, new AbortController().signal);

  const verdicts = 'influscope_queue_verdicts_total';
  assert.equal(await sum(registry, verdicts, { verdict: 'ack', cause: 'none' }), 1);
  assert.equal(await sum(registry, verdicts, { verdict: 'drop', cause: 'invalid' }), 1);
  assert.equal(await sum(registry, verdicts, { verdict: 'retry', cause: 'other' }), 1);
  assert.equal(await sum(registry, 'influscope_queue_redelivered_total'), 2);
  assert.equal(await sum(registry, 'influscope_queue_batch_messages_sum'), 3);
  assert.ok((await sum(registry, 'influscope_queue_message_age_seconds_sum')) >= 15);
});

test('the metrics page comes without what a part cannot say', async () => {
  const registry = new Registry();
  const queue: Queue = {
    ...createFakeQueue(),
    stats: () => Promise.reject(new UnavailableError('away')),
  };
  registerStateGauges(registry, { queue, search: undefined });
  const text = await registry.metrics();
  assert.match(text, /# TYPE influscope_queue_messages gauge/);
  assert.doesNotMatch(text, /influscope_queue_messages\{/);
});

test('the metrics page says how full each queue is, from one reading', async () => {
  const registry = new Registry();
  let readings = 0;
  const stats = {
    name: 'profile-events',
    ready: 3,
    inFlight: 2,
    delayed: 1,
    dead: 4,
    oldestMs: 1_500,
  } as const;
  const queue: Queue = {
    ...createFakeQueue(),
    stats: async () => {
      readings++;
      return [stats];
    },
  };
  registerStateGauges(registry, { queue, search: undefined });
  const text = await registry.metrics();
  assert.match(text, /influscope_queue_messages\{queue="profile-events",state="in_flight"\} 2/);
  assert.match(text, /influscope_queue_oldest_seconds\{queue="profile-events"\} 1.5/);
  assert.equal(readings, 1);
});
