import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { diagnose } from '#cli/kubernetes/diagnosis/diagnose.ts';
import type { Finding } from '#cli/kubernetes/diagnosis/finding.ts';
import { followCluster } from '#cli/kubernetes/diagnosis/observe/follow.ts';
import type { LogTail } from '#cli/kubernetes/diagnosis/snapshot.ts';
import type { View } from '#cli/kubernetes/watch/view.ts';
import { createNotices } from '#cli/targets/kubernetes/diagnosis/notices.ts';
import { eventually } from '#tests/support/eventually.ts';
import { startFakeApiServer } from '#tests/support/fakes/fake-api-server.ts';
import type { Loose, Scene } from '#tests/support/kubernetes/faults/scene.ts';
import { createScene } from '#tests/support/kubernetes/faults/scene.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

const FOREIGN = 'exec /scratch/program: exec format error';

interface Run {
  exitCode: number;
  reason?: string;
  /** Before now. */
  beganMs: number;
  endedMs: number;
  restarts?: number;
  /** How long the current run has lasted; without it the container is down. */
  runsForMs?: number;
}

/** The API whose last run ended so, as a real kubelet reports it. */
function ended(run: Run): { scene: Scene; pod: Loose } {
  const scene = createScene(seededRandom(1));
  const pod = scene.podOf('api');
  const { exitCode, reason = 'Error', beganMs, endedMs, restarts = 2, runsForMs } = run;
  scene.down(pod, {
    ...(runsForMs === undefined
      ? { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 20s restarting failed container' } }
      : { running: { startedAt: scene.at(runsForMs) } }),
    restartCount: restarts,
    lastState: {
      terminated: { exitCode, reason, startedAt: scene.at(beganMs), finishedAt: scene.at(endedMs) },
    },
  });
  return { scene, pod };
}

const find = ({ scene }: { scene: Scene }) => diagnose(scene.snapshot());
const codes = (findings: readonly Finding[]) => findings.map(({ code }) => code);
const verdict = ([first]: readonly Finding[]) =>
  first && { code: first.code, terminal: first.terminal, quiet: first.quiet };

describe('a program that ended, and whose log was not read yet', () => {
  const crashed = { exitCode: 1, beganMs: 2_000, endedMs: 1_000 };

  test('is neither reported nor ends the wait before its log says that it is for another architecture', () => {
    const { scene, pod } = ended(crashed);
    const before = scene.snapshot();
    scene.log(pod, [FOREIGN], true);
    const after = scene.snapshot();
    // Looks again and again, and reads the log late.
    let now = before.now;
    const notices = createNotices(() => now);
    const noticed: string[] = [];
    for (; now < before.now + 5_000; now += 250) {
      const findings = diagnose({ ...before, now });
      noticed.push(...codes(notices.see(findings).due));
      assert.deepEqual(verdict(findings), { code: 'crash_loop', terminal: false, quiet: true });
    }
    const findings = diagnose({ ...after, now });
    noticed.push(...codes(notices.see(findings).due));
    assert.deepEqual(noticed, []);
    assert.deepEqual(codes(findings), ['wrong_architecture']);
    assert.equal(findings[0]?.terminal, true);
  });

  test('is a crash loop at once if the log shows no other cause, or cannot be read', () => {
    for (const lines of [['boom'], []]) {
      const { scene, pod } = ended(crashed);
      scene.log(pod, lines, true);
      assert.deepEqual(verdict(find({ scene })), { code: 'crash_loop', terminal: true, quiet: false });
    }
  });

  test('is a crash loop after a while, whatever happens to the log', () => {
    const { scene } = ended(crashed);
    const { recheckAt } = find({ scene })[0] ?? assert.fail();
    assert.ok(recheckAt !== null && recheckAt - scene.now <= 8_000);
    const late = diagnose({ ...scene.snapshot(), now: recheckAt });
    assert.deepEqual(verdict(late), { code: 'crash_loop', terminal: true, quiet: false });
  });

  test('is not judged by the log of a run that had not ended', () => {
    const { scene, pod } = ended(crashed);
    scene.log(pod, ['starts']);
    assert.deepEqual(verdict(find({ scene })), { code: 'crash_loop', terminal: false, quiet: true });
  });

  test('does not hold back another cause', () => {
    const { scene } = ended({ ...crashed, exitCode: 137, reason: 'OOMKilled' });
    assert.deepEqual(verdict(find({ scene })), { code: 'out_of_memory', terminal: true, quiet: false });
  });

  test('may be a missing command by its exit code only, until the log was read', () => {
    const { scene, pod } = ended({ ...crashed, exitCode: 127 });
    assert.deepEqual(verdict(find({ scene })), { code: 'command_not_found', terminal: false, quiet: true });
    scene.log(pod, ['/bin/sh: 1: serve: not found'], true);
    assert.deepEqual(verdict(find({ scene })), { code: 'command_not_found', terminal: true, quiet: false });
  });
});

describe('a container that ended by a fault and runs again', () => {
  const cases: readonly (Run & { code: string })[] = [
    { code: 'out_of_memory', exitCode: 137, reason: 'OOMKilled', beganMs: 14_000, endedMs: 13_000 },
    { code: 'crash_loop', exitCode: 1, beganMs: 14_000, endedMs: 13_000 },
    // A program that serves must not end at all.
    { code: 'crash_loop', exitCode: 0, reason: 'Completed', beganMs: 14_000, endedMs: 13_000 },
  ];
  for (const { code, ...run } of cases)
    for (const restarts of [1, 2, 5])
      test(`has the finding ${code} after exit code ${run.exitCode} and ${restarts} restarts, which does not end a wait`, () => {
        const { scene, pod } = ended({ ...run, restarts, runsForMs: 1_000 });
        scene.log(pod, ['boom'], true);
        assert.deepEqual(verdict(find({ scene })), { code, terminal: false, quiet: true });
      });

  test('has the finding for as long as nothing else is known', () => {
    const { scene } = ended({ exitCode: 1, beganMs: 400_000, endedMs: 399_000, runsForMs: 398_000 });
    assert.deepEqual(codes(find({ scene })), ['crash_loop']);
  });

  test('has the finding of its probe instead if it runs longer than before', () => {
    const { scene, pod } = ended({ exitCode: 1, beganMs: 62_000, endedMs: 61_000, runsForMs: 60_000 });
    scene.event(pod, 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503', 50_000);
    assert.deepEqual(codes(find({ scene })), ['not_ready']);
  });

  const ready = (run: Run) => {
    const { scene, pod } = ended(run);
    pod.status.containerStatuses[0].ready = true;
    for (const condition of pod.status.conditions) condition.status = 'True';
    return find({ scene });
  };

  test('has no finding if it ended once, and is ready', () => {
    for (const { code: _, ...run } of cases)
      assert.deepEqual(codes(ready({ ...run, restarts: 1, runsForMs: 1_000 })), []);
  });

  test('has the finding again and again if it becomes ready between the crashes', () => {
    for (const { code, ...run } of cases) {
      const long = { ...run, beganMs: 30_000, endedMs: 10_000, restarts: 2 };
      assert.deepEqual(verdict(ready({ ...long, runsForMs: 9_000 })), { code, terminal: false, quiet: true });
      // It outlasts the last run.
      assert.deepEqual(codes(ready({ ...long, beganMs: 39_000, endedMs: 20_000, runsForMs: 19_000 })), []);
    }
  });

  test('has no finding if its command was missing once, and it is ready', () => {
    assert.deepEqual(codes(ready({ exitCode: 127, beganMs: 9e6, endedMs: 9e6 - 1, runsForMs: 8e6 })), []);
  });
});

test('a first crash is a finding, and no loop yet', () => {
  const scene = createScene(seededRandom(1));
  const pod = scene.podOf('api');
  const terminated = {
    exitCode: 3,
    reason: 'Error',
    startedAt: scene.at(2_000),
    finishedAt: scene.at(1_000),
  };
  const states = [{ terminated }, { waiting: { reason: 'CrashLoopBackOff' }, lastState: { terminated } }];
  for (const state of states) {
    scene.down(pod, { ...state, restartCount: 0 });
    scene.log(pod, ['boom'], true);
    const [first] = diagnose(scene.snapshot());
    assert.match(first?.cause ?? '', /crashed \(exit code 3\)/);
    assert.deepEqual(verdict(first ? [first] : []), { code: 'crash_loop', terminal: false, quiet: true });
  }
});

test('the log of a program that ended is read at once, also while the rest of the cluster is read', async () => {
  const { scene, pod } = ended({ exitCode: 1, beganMs: 2_000, endedMs: 1_000 });
  const { objects, events, namespace } = scene.snapshot();
  pod.metadata.namespace = namespace;
  const asked: string[] = [];
  const server = await startFakeApiServer((_request, response, { pathname, searchParams }) => {
    // Every list hangs.
    if (!pathname.endsWith('/log')) return;
    asked.push(`${pathname.split('/').at(-2)} ${searchParams.get('previous')}`);
    response.end(`${FOREIGN}\n`);
  });
  const done = new AbortController();
  const watched = objects as ReturnType<View['watched']>;
  const view = { related: () => ({ events }), watched: () => watched } as unknown as View;
  let now = scene.now;
  try {
    const follower = followCluster({
      client: server.client,
      view,
      namespace,
      clock: () => now,
      signal: done.signal,
      credentials: async () => null,
      answers: async () => [],
    });
    let news = 0;
    now += 1_500;
    follower.refresh(() => news++);
    const logs = (): readonly LogTail[] => follower.snapshot().logs;
    await eventually(async () => assert.ok(logs().some(({ lines }) => lines.includes(FOREIGN)) && news > 0));
    assert.deepEqual(codes(diagnose(follower.snapshot())), ['wrong_architecture']);
    const count = asked.length;
    follower.refresh(() => news++);
    assert.deepEqual(asked.slice(0, count), [`${pod.metadata.name} true`]);
  } finally {
    done.abort();
    await server.close();
  }
});
