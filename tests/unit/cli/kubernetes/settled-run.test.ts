import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assessReadiness } from '#cli/kubernetes/readiness/assess-readiness.ts';
import { NOTHING_RELATED } from '#cli/kubernetes/readiness/object-readiness.ts';
import { createSeenRuns } from '#cli/kubernetes/readiness/seen-runs.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

const LOOPS = 300;
const STEP_MS = 250;
/** As the kubelet gives it: whole seconds. */
const at = (ms: number) => new Date(Math.floor(ms / 1_000) * 1_000).toISOString();

interface Run {
  began: number;
  ended: number;
}

const pod = (runs: readonly Run[], now: number, readyMs: number) => {
  const run = runs.at(-1);
  const before = runs.at(-2);
  const isRunning = run !== undefined && now < run.ended;
  const isReady = isRunning && now >= run.began + readyMs;
  const done = (one: Run | undefined) =>
    one && { terminated: { exitCode: 1, startedAt: at(one.began), finishedAt: at(one.ended) } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', uid: 'u' },
    spec: { nodeName: 'n', containers: [{ name: 'c', readinessProbe: {} }] },
    status: {
      phase: 'Running',
      startTime: at(runs[0]?.began ?? 0),
      conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }],
      containerStatuses: [
        {
          name: 'c',
          ready: isReady,
          restartCount: Math.max(0, runs.length - 1),
          state: isRunning
            ? { running: { startedAt: at(run.began) } }
            : { waiting: { reason: 'CrashLoopBackOff' } },
          lastState: isRunning ? done(before) : done(run),
        },
      ],
    },
  };
};

test(`a container that crashes again and again never counts as ready after its first crash, in ${LOOPS} loops`, () => {
  const random = seededRandom(15);
  for (let loop = 0; loop < LOOPS; loop++) {
    // Runs of one length, a tenth more or less, with a pause that doubles between them.
    const length = 300 + random() * 20_000;
    const readyMs = random() * length;
    const runs: Run[] = [];
    let now = 1_000_000 + random() * 1_000;
    for (let pause = 0; runs.length < 5; pause = pause === 0 ? 10_000 : pause * 2) {
      const began = now + pause;
      runs.push({ began, ended: began + length * (0.9 + random() / 5) });
      const { ended } = runs.at(-1) as Run;
      for (now = began; now < ended; now += STEP_MS) {
        if (runs.length === 1) continue;
        const { status, reason } = assessReadiness(pod(runs, now, readyMs), NOTHING_RELATED, now);
        assert.notEqual(status, 'current', `loop ${loop}, runs of ${Math.round(length)} ms: ${reason}`);
      }
      now = ended;
    }
  }
});

/** What a watch of the pod sees, a little later, and what it makes of it. */
function follow(readyMs: number) {
  let now = 0;
  const seen = createSeenRuns(() => now);
  return {
    seen,
    status(runs: readonly Run[], at: number) {
      now = at;
      const object = pod(runs, at, readyMs);
      seen.see(object);
      return assessReadiness(object, { ...NOTHING_RELATED, runs: seen.current() }, at).status;
    },
  };
}

/** The time at which the third run counts as ready, after two that crashed; it becomes ready after `readyMs`. */
function settledAt(
  lengths: readonly number[],
  readyMs: number,
  onStep: (seen: ReturnType<typeof follow>, at: number) => void = () => {},
): number {
  const watch = follow(readyMs);
  const runs: Run[] = [];
  let now = 1_000_000;
  // Before its first run.
  watch.status(runs, now - 1_000);
  for (const length of lengths) {
    runs.push({ began: now, ended: now + length });
    for (; now < (runs.at(-1) as Run).ended + 10_000; now += 50) {
      onStep(watch, now);
      watch.status(runs, now);
    }
  }
  const began = now;
  runs.push({ began, ended: Number.POSITIVE_INFINITY });
  while (watch.status(runs, now) !== 'current') now += 50;
  return now - began;
}

test('a run that becomes ready counts as soon as it outlasts the earlier ones, if none of them became ready', () => {
  assert.ok(settledAt([1_000, 1_200], 3_000) <= 3_050);
  assert.ok(settledAt([1_000, 2_000], 1_950) > 2_000);
});

test('a run has to prove itself for longer if an earlier one became ready', () => {
  assert.ok(settledAt([1_000, 1_200], 900) >= 3_000);
});

test('a run has to prove itself for longer if the watch was away meanwhile', () => {
  let isAway = false;
  const interrupt = ({ seen }: ReturnType<typeof follow>, at: number) => {
    if (isAway || at < 1_000_500) return;
    isAway = true;
    seen.interrupted();
  };
  assert.ok(settledAt([4_000, 4_800], 5_000, interrupt) > 6_000);
  assert.ok(settledAt([4_000, 4_800], 5_000) < 5_500);
});
