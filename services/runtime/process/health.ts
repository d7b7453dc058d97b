import type { Readiness } from '#contract/health.ts';
import type { Hint } from '#contract/hint/hint.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import { orAbort } from '#lib/async/or-abort.ts';

/** A named fact that readiness depends on. Resolves when it holds, rejects with the reason when not. */
export type HealthCheck = () => Promise<void>;

export interface Health {
  /** Adds a check. The process is not ready until the check has passed once, unless `required` is false. */
  register(name: string, check: HealthCheck, options?: { required?: boolean }): void;
  /** Makes the process not ready from now on, because it shuts down. */
  drain(): void;
  readonly draining: boolean;
  /**
   * Ready means: not draining, and every check has passed once. A later failure appears in `checks` but does not make
   * the process unready: a short outage of one server must not remove all targets from the load balancer.
   */
  readiness(): Promise<Readiness>;
}

const CHECK_TIMEOUT_MS = 2_000;
const lateAnswer = () => new Error(`no response within ${CHECK_TIMEOUT_MS} ms`);

export function createHealth(): Health {
  const checks = new Map<string, { check: HealthCheck; passedOnce: boolean }>();
  let draining = false;
  /** Shared by all who ask meanwhile. */
  let running: Promise<Readiness['checks']> | undefined;

  const run = async (name: string, entry: { check: HealthCheck; passedOnce: boolean }) => {
    using deadline = startDeadline(CHECK_TIMEOUT_MS, { reason: lateAnswer });
    try {
      await orAbort(entry.check(), deadline.signal);
      entry.passedOnce = true;
      return { name, ok: true, detail: null };
    } catch (error) {
      const { hint } = error as { hint?: Hint };
      const detail = error instanceof Error ? error.message : String(error);
      return { name, ok: false, detail, ...(typeof hint === 'object' && { hint }) };
    }
  };

  return {
    register: (name, check, { required = true } = {}) =>
      void checks.set(name, { check, passedOnce: !required }),
    drain: () => {
      draining = true;
    },
    get draining() {
      return draining;
    },
    async readiness() {
      running ??= Promise.all([...checks].map(([name, entry]) => run(name, entry))).finally(() => {
        running = undefined;
      });
      const results = await running;
      const ready = !draining && [...checks.values()].every((entry) => entry.passedOnce);
      return { ready, draining, checks: results };
    },
  };
}
