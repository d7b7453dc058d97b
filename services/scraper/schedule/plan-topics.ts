import { hash } from 'node:crypto';
import type { Static } from 'typebox';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { Queue } from '#ports/queue.ts';
import type { Records } from '#ports/records.ts';
import { makeDiscoveryJob } from '../discovery/handle-job.ts';
import type { DiscoveryStore } from '../discovery/run-record.ts';
import { newRun } from '../discovery/run-record.ts';
import type { ResolvedPlan } from './plans.ts';

const TopicRecord = Type.Object({
  v: Type.Literal(1),
  /** Epoch milliseconds of the last discovery that was started; 0 before the first. */
  started_at: Type.Integer({ minimum: 0 }),
});
const schema = Compile(TopicRecord);

export interface TopicDeps {
  records: Records;
  runs: DiscoveryStore;
  queue: Queue;
  /** Epoch milliseconds. */
  now(): number;
}

/**
 * Starts the discoveries of a source that are due. The id of a run is made of its topic and of the time of the run
 * before, so a process that is killed in the middle, or two at the same time, start it once.
 */
export async function startDueTopics(source: string, plan: ResolvedPlan, deps: TopicDeps): Promise<void> {
  const { records, runs, queue, now } = deps;
  const keys = plan.topics.map((topic) => keyOf(source, topic));
  const entries = await records.get(keys);
  for (const [i, topic] of plan.topics.entries()) {
    const entry = entries[i];
    const before = startedAt(entry?.value);
    const at = now();
    // A time far ahead is from before the clock was set back.
    if (Math.abs(at - before) < plan.everyMs) continue;
    const id = `planned-${idOf(source, topic)}-${before}`;
    const { limit, minFollowers } = plan;
    await runs.create(
      newRun({ id, source, topic, seeds: [], limit, min_followers: minFollowers, snowball: 0 }, at),
    );
    await queue.publish('scrape-jobs', [makeDiscoveryJob(id, 0)]);
    const value = JSON.stringify({ v: 1, started_at: at } satisfies Static<typeof TopicRecord>);
    await records.put([{ key: keys[i] as string, value, expectedRevision: entry?.revision ?? 0 }]);
  }
}

/** When the next discovery of the plan is due, epoch milliseconds; `null` without topics. */
export async function nextTopicAt(
  source: string,
  plan: ResolvedPlan,
  records: Records,
): Promise<number | null> {
  if (plan.topics.length === 0) return null;
  const entries = await records.get(plan.topics.map((topic) => keyOf(source, topic)));
  return Math.min(...entries.map((entry) => startedAt(entry?.value) + plan.everyMs));
}

function startedAt(value: string | undefined): number {
  const record: unknown = value === undefined ? null : JSON.parse(value);
  return schema.Check(record) ? record.started_at : 0;
}

const idOf = (source: string, topic: string) => hash('sha256', `${source}\n${topic}`, 'hex').slice(0, 16);
const keyOf = (source: string, topic: string) => `schedule/${source}/${idOf(source, topic)}`;
