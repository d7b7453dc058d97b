import type { Registry } from 'prom-client';
import { Counter, Histogram } from 'prom-client';
import type { BatchHandler, Queue, QueueName, Verdict } from '#ports/queue.ts';

/** The same queue, with metrics of everything that this process publishes and consumes. */
export function observedQueue(queue: Queue, registry: Registry): Queue {
  const metrics = createMetrics(registry);

  const observe = (name: QueueName, handler: BatchHandler): BatchHandler => {
    const labels = { queue: name };
    return async (batch, signal) => {
      const now = Date.now();
      metrics.batch.observe(labels, batch.length);
      for (const { publishedAtMs, attempt } of batch) {
        metrics.age.observe(labels, Math.max(0, now - publishedAtMs) / 1_000);
        if (attempt > 1) metrics.redelivered.inc(labels);
      }
      const done = metrics.duration.startTimer(labels);
      try {
        const verdicts = await handler(batch, signal);
        // Verdicts after the signal are ignored: the deliveries return to the queue unchanged.
        if (!signal.aborted) count(name, verdicts);
        return verdicts;
      } catch (error) {
        metrics.verdicts.inc({ queue: name, verdict: 'retry', cause: 'failed' }, batch.length);
        throw error;
      } finally {
        done();
      }
    };
  };

  const count = (name: QueueName, verdicts: readonly Verdict[]) => {
    const sums = new Map<string, { verdict: Verdict; times: number }>();
    for (const verdict of verdicts) {
      const key = `${verdict.kind} ${causeOf(verdict)}`;
      const sum = sums.get(key);
      if (sum) sum.times++;
      else sums.set(key, { verdict, times: 1 });
    }
    for (const { verdict, times } of sums.values()) {
      metrics.verdicts.inc({ queue: name, verdict: verdict.kind, cause: causeOf(verdict) }, times);
    }
  };

  return {
    ...queue,
    async publish(name, messages, signal) {
      await queue.publish(name, messages, signal);
      metrics.published.inc({ queue: name }, messages.length);
    },
    consume: (name, options, handler) => queue.consume(name, options, observe(name, handler)),
  };
}

function causeOf(verdict: Verdict): string {
  return verdict.kind === 'ack' ? 'none' : (verdict.cause ?? 'other');
}

function createMetrics(registry: Registry) {
  const registers = [registry];
  return {
    published: new Counter({
      name: 'influscope_queue_published_total',
      help: 'Messages that the queue confirmed',
      labelNames: ['queue'],
      registers,
    }),
    redelivered: new Counter({
      name: 'influscope_queue_redelivered_total',
      help: 'Deliveries of messages that were delivered before',
      labelNames: ['queue'],
      registers,
    }),
    verdicts: new Counter({
      name: 'influscope_queue_verdicts_total',
      help: 'Deliveries by verdict (ack, retry, or drop to the dead letters) and cause',
      labelNames: ['queue', 'verdict', 'cause'],
      registers,
    }),
    batch: new Histogram({
      name: 'influscope_queue_batch_messages',
      help: 'Messages in one batch',
      labelNames: ['queue'],
      buckets: [1, 5, 10, 25, 50, 100, 250, 1_000],
      registers,
    }),
    duration: new Histogram({
      name: 'influscope_queue_batch_seconds',
      help: 'Time to process one batch',
      labelNames: ['queue'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
      registers,
    }),
    age: new Histogram({
      name: 'influscope_queue_message_age_seconds',
      help: 'Time from publication to delivery of a message',
      labelNames: ['queue'],
      buckets: [0.01, 0.05, 0.25, 1, 5, 15, 60, 300, 1_800, 7_200],
      registers,
    }),
  };
}
