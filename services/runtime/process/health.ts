import type { Readiness } from '#contract/health.ts';
import { startDeadline } from '#lib/deadline.ts';
import { orAbort } from '#lib/or-abort.ts';

/** A named fact that readiness depends on. Resolves when it holds, rejects with the reason when not. */
export type HealthCheck = () => Promise<void>;

export interface Health {
  /** Adds a check; the process is not ready before the check has held once. */
  register(name: string, check: HealthCheck): void;
  /** From now on the process is not ready: it is going away. */
  drain(): void;
  readonly draining: boolean;
  /**
   * Ready is: not draining, and every check has held once. A check that fails later is reported in `checks` without
   * making the process unready, so that one server's hiccup does not empty the balancer.
   */
  readiness(): Promise<Readiness>;
}

const CHECK_TIMEOUT_MS = 2_000;
const lateAnswer = () => new Error(`no answer within ${CHECK_TIMEOUT_MS} ms`);

export function createHealth(): Health {
  const checks = new Map<string, { check: HealthCheck; heldOnce: boolean }>();
  let draining = false;

  const run = async (name: string, entry: { check: HealthCheck; heldOnce: boolean }) => {
    using deadline = startDeadline(CHECK_TIMEOUT_MS, { reason: lateAnswer });
    try {
      await orAbort(entry.check(), deadline.signal);
      entry.heldOnce = true;
      return { name, ok: true, detail: null };
    } catch (error) {
      const { hint } = error as { hint?: unknown };
      const detail = error instanceof Error ? error.message : String(error);
      return { name, ok: false, detail, ...(typeof hint === 'string' && { hint }) };
    }
  };

  return {
    register: (name, check) => void checks.set(name, { check, heldOnce: false }),
    drain: () => {
      draining = true;
    },
    get draining() {
      return draining;
    },
    async readiness() {
      const results = await Promise.all([...checks].map(([name, entry]) => run(name, entry)));
      const ready = !draining && [...checks.values()].every((entry) => entry.heldOnce);
      return { ready, draining, checks: results };
    },
  };
}
