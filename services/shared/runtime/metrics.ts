import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectDefaultMetrics, Registry } from 'prom-client';

export interface Metrics {
  /** Services make their own counters and histograms on it, names beginning with `influscope_`. */
  registry: Registry;
  /** Delay of the main loop since the last call or `reset`, milliseconds. */
  loopDelay(): { p99Ms: number; maxMs: number };
  close(): void;
}

const LOOP_RESOLUTION_MS = 10;

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const delay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  delay.enable();
  const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - LOOP_RESOLUTION_MS);
  return {
    registry,
    loopDelay() {
      const seen = { p99Ms: ms(delay.percentile(99)), maxMs: ms(delay.max) };
      delay.reset();
      return seen;
    },
    close: () => void delay.disable(),
  };
}
