import { randomUUID } from 'node:crypto';
import { durationOf } from '#lib/duration.ts';
import { repeat } from '#runtime/process/repeat.ts';
import type { Logger } from '#runtime/telemetry/logger.ts';
import type { OpenSources } from '../sources/open-sources.ts';
import type { PlanDeps } from './plan-refreshes.ts';
import { planDueRefreshes } from './plan-refreshes.ts';
import type { TopicDeps } from './plan-topics.ts';
import { nextTopicAt, startDueTopics } from './plan-topics.ts';
import type { ResolvedPlan, ResolvedPlans } from './plans.ts';
import type { TendDeps } from './tend-runs.ts';
import { tendRuns } from './tend-runs.ts';

export interface SchedulerDeps extends PlanDeps, TopicDeps, TendDeps {
  plans: ResolvedPlans;
  sources: OpenSources;
  logger: Logger;
}

/** Plans what is due. Every scraper runs one; a lease lets one at a time plan, and the queue shares the work out. */
export interface Scheduler {
  start(): void;
  /** Plans once, if no other scraper does. */
  tick(): Promise<void>;
  /** When each source runs next by its schedules, epoch milliseconds. */
  nextRuns(): Promise<Map<string, number>>;
  stop(): Promise<void>;
}

const LEASE = 'schedule';
const LONGEST_TICK_MS = 30_000;
const SHORTEST_TICK_MS = 1_000;
/** With more jobs waiting than this nothing is refreshed by itself: more jobs would only wait too. */
const MAX_WAITING = 500;

export function createScheduler(deps: SchedulerDeps): Scheduler {
  const { plans, sources, tracks, queue, records, logger } = deps;
  const holder = randomUUID();
  const tickMs = tickOf(Object.values(plans));
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();

  const tick = async () => {
    if (!(await records.acquireLease(LEASE, holder, 3 * tickMs + SHORTEST_TICK_MS))) return;
    const listed = await sources.list();
    const exhausted = listed.flatMap(({ name, state }) => (state === 'exhausted' ? name : []));
    await tendRuns(deps, new Set(exhausted));
    const waiting = (await queue.stats()).find(({ name }) => name === 'scrape-jobs')?.ready ?? 0;
    for (const { name, state } of listed) {
      if (state === 'off' || state === 'exhausted') continue;
      const plan = plans[name];
      if (plan !== undefined) await startDueTopics(name, plan, deps);
      if (plan?.refresh === false || waiting > MAX_WAITING) continue;
      if ((await tracks.due(name, deps.now(), 1)).length === 0) continue;
      const count = await planDueRefreshes(await sources.get(name), deps);
      if (count > 0) logger.info({ source: name, profiles: count }, 'refresh planned');
    }
  };

  const onError = (err: unknown) => logger.warn({ err }, 'schedule failed; retrying');

  return {
    tick,
    start() {
      running = tick()
        .catch(onError)
        .then(() => repeat(tick, { everyMs: tickMs, signal: stopping.signal, onError }));
    },
    async nextRuns() {
      const next = new Map<string, number>();
      for (const [name, plan] of Object.entries(plans)) {
        const [topic, refresh] = await Promise.all([
          nextTopicAt(name, plan, records),
          plan.refresh === false ? null : tracks.nextDueAt(name),
        ]);
        const times = [topic, refresh].filter((at) => at !== null);
        if (times.length > 0) next.set(name, Math.min(...times));
      }
      return next;
    },
    async stop() {
      stopping.abort();
      await running;
      await records.releaseLease(LEASE, holder).catch(() => {});
    },
  };
}

/** A tenth of the shortest cadence, within bounds. */
function tickOf(plans: readonly ResolvedPlan[]): number {
  const cadences = plans.flatMap(({ topics, everyMs, refresh }) => [
    ...(topics.length > 0 ? [everyMs] : []),
    ...(typeof refresh === 'object' ? Object.values(refresh).map((text) => durationOf(text) ?? 0) : []),
  ]);
  return Math.max(SHORTEST_TICK_MS, Math.min(LONGEST_TICK_MS, ...cadences.map((ms) => ms / 10)));
}
