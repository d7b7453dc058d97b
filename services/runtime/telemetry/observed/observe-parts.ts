import type { Registry } from 'prom-client';
import type { Parts } from '#ports/parts.ts';
import { createBackingMetrics } from './backing-metrics.ts';
import { observed } from './observed.ts';
import { observedQueue } from './observed-queue.ts';
import { registerStateGauges } from './state-gauges.ts';

/** The same parts, with every operation measured, for any adapter. Operations that wait by design are not timed. */
export function observeParts<P extends Partial<Parts>>(parts: P, registry: Registry): P {
  const metrics = createBackingMetrics(registry);
  const { queue, records, search, objects, suppressions } = parts;
  registerStateGauges(registry, { queue, search });
  return {
    ...parts,
    queue:
      queue &&
      observedQueue(
        observed(
          'queue',
          queue,
          ['publish', 'stats', 'deadLetters', 'retryDead', 'discardDead', 'erase', 'ping'],
          metrics,
        ),
        registry,
      ),
    records:
      records &&
      observed(
        'records',
        records,
        ['get', 'put', 'delete', 'erase', 'count', 'acquireLease', 'releaseLease', 'ping'],
        metrics,
      ),
    search:
      search &&
      observed(
        'search',
        search,
        ['upsert', 'delete', 'scrub', 'search', 'get', 'suggest', 'count', 'distribution', 'refresh', 'ping'],
        metrics,
      ),
    objects: objects && observed('objects', objects, ['put', 'get', 'delete', 'ping'], metrics),
    suppressions:
      suppressions && observed('suppressions', suppressions, ['put', 'get', 'delete', 'ping'], metrics),
  };
}
