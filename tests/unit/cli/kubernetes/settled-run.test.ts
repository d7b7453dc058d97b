import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assessReadiness } from '#cli/kubernetes/readiness/assess-readiness.ts';
import { NOTHING_RELATED } from '#cli/kubernetes/readiness/object-readiness.ts';
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
    metadata: { name: 'p' },
    spec: { nodeName: 'n' },
    status: {
      phase: 'Running',
      startTime: at(runs[0]?.began ?? 0),
      conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }],
      containerStatuses: [
        {
          name: 'c',
          ready: isReady,
          restartCount: runs.length - 1,
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
