import { monitorEventLoopDelay } from 'node:perf_hooks';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Health } from '../process/health.ts';

export interface Metrics {
  /** Services register their own metrics here, with names that begin with `influscope_`. */
  registry: Registry;
  /** Delay of the main loop over the last minute or two, milliseconds. */
  loopDelay(): { p99Ms: number; maxMs: number };
  close(): void;
}

const LOOP_RESOLUTION_MS = 10;
const LOOP_WINDOW_MS = 60_000;

export interface MetricsOptions {
  version: string;
  services: readonly string[];
  health: Health;
}

export function createMetrics(options: MetricsOptions): Metrics {
  const registry = new Registry();
  describeProcess(registry, options);
  collectDefaultMetrics({ register: registry });
  const delay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  delay.enable();
  const ms = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - LOOP_RESOLUTION_MS);
  const read = () => ({ p99Ms: ms(delay.percentile(99)), maxMs: ms(delay.max) });
  let before = { p99Ms: 0, maxMs: 0 };
  const turn = setInterval(() => {
    before = read();
    delay.reset();
  }, LOOP_WINDOW_MS).unref();
  return {
    registry,
    loopDelay() {
      const now = read();
      return { p99Ms: Math.max(before.p99Ms, now.p99Ms), maxMs: Math.max(before.maxMs, now.maxMs) };
    },
    close() {
      clearInterval(turn);
      delay.disable();
    },
  };
}

function describeProcess(registry: Registry, { version, services, health }: MetricsOptions): void {
  const info = new Gauge({
    name: 'influscope_build_info',
    help: 'Always 1; the labels hold the version and the services of this process',
    labelNames: ['version', 'services'],
    registers: [registry],
  });
  info.set({ version, services: services.join(',') }, 1);
  new Gauge({
    name: 'influscope_process_draining',
    help: '1 while the process finishes its work before it exits',
    registers: [registry],
    collect() {
      this.set(health.draining ? 1 : 0);
    },
  });
}
