/**
 * Causes faults on a cluster, and measures how long it takes until the diagnosis names the cause: `npm run test:diagnosis`
 * with KUBECONFIG and kubectl on PATH. Some causes need nodes that run containers, others the fake nodes of the test cluster;
 * those that do not fit the nodes are skipped by name. Prints the seconds from the change to the code of the cause, and to
 * the end of the wait. `DIAGNOSIS_CAUSES` selects causes by name, separated by commas.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { RULES } from '#cli/kubernetes/diagnosis/rules.ts';
import type { Event, EventOf } from '#cli/output/events/events.ts';
import { hintText } from '#tests/support/cli/hint-text.ts';
import type { Place } from '../integration/cli/kubernetes/cluster.ts';
import { createPlace, nodeKind, skipReason } from '../integration/cli/kubernetes/cluster.ts';
import type { Cause } from './causes/cause.ts';
import { CAUSES } from './causes/causes.ts';
import { checkFix } from './causes/check-fix.ts';

interface Named {
  code: string;
  object: string;
  text: string;
  fix: string;
  /** Seconds from the change to the code, and to the end of the wait. */
  namedS: number;
  endedS: number;
}

const PATIENCE_S = 90;
const OPTIONS = ['--until', 'workloads', '-o', 'json', '--timeout'];
const CODES = new Set(RULES.map(({ code }) => code));
const chosen = process.env.DIAGNOSIS_CAUSES?.split(',');
const rows: { name: string; code: string; namedS: number; endedS: number }[] = [];

describe('causes on a cluster', { skip: skipReason(), concurrency: false }, () => {
  const places = new Map<boolean, Place>();
  let nodes = '';
  /** The whole instance, which small causes do not need. */
  let isUp = false;
  before(async () => {
    const place = await createPlace();
    nodes = await nodeKind();
    places.set(false, place);
  });
  after(async () => {
    for (const place of places.values()) await place.dispose();
    printRows();
  });
  const placeOf = async (cause: Cause): Promise<Place> => {
    const small = cause.small === true;
    const place = places.get(small) ?? (await createPlace());
    places.set(small, place);
    if (!small && !isUp) {
      const up = await place.cli(['up', ...OPTIONS, '300s']);
      assert.equal(up.code, 0, up.stdout);
      isUp = true;
    }
    return place;
  };

  for (const cause of CAUSES.filter(({ name }) => chosen === undefined || chosen.includes(name))) {
    test(`${cause.code}: ${cause.name}`, async (context) => {
      if (cause.nodes !== undefined && cause.nodes !== nodes)
        return context.skip(`needs ${cause.nodes} nodes`);
      const place = await placeOf(cause);
      try {
        await cause.change?.(place);
        const began = performance.now();
        const deploys = cause.edit !== undefined || cause.settings !== undefined;
        const named = deploys ? await deploy(place, cause) : await ask(place, cause, began);
        const { namedS, endedS } = named;
        context.diagnostic(
          `${cause.code} named after ${namedS.toFixed(1)} s, ended after ${endedS.toFixed(1)} s`,
        );
        assert.equal(named.code, cause.code, named.text);
        assert.ok(named.object.startsWith(cause.object), named.object);
        assert.match(named.text, cause.proof);
        await checkFix(place, named.fix);
        rows.push({ name: cause.name, code: cause.code, namedS, endedS });
      } finally {
        await cause.undo?.(place);
        await repair(place, cause);
      }
    });
  }
});

async function repair(place: Place, { small, clean }: Cause): Promise<void> {
  // The manifests say which claims are the instance's.
  const removed = small ? await place.cli(['down', '--delete-data', '--yes', '-o', 'json']) : null;
  place.configure('');
  place.edit((stages) => stages);
  const done =
    removed ?? (clean ? null : await place.cli(['deploy', '--force-conflicts', ...OPTIONS, '180s']));
  assert.equal(done?.code ?? 0, 0, done?.stdout);
}

/** Deploys, and notes when the code of the cause first appears. */
async function deploy(place: Place, { edit, settings, small, timeout = '200s' }: Cause): Promise<Named> {
  if (settings !== undefined) place.configure(settings);
  place.edit((stages) => edit?.(stages) ?? stages);
  let applied = performance.now();
  let first: { code: string; at: number } | undefined;
  const onEvent = (event: Event) => {
    const now = performance.now();
    if (event.type === 'step' && /^0[12]/.test(event.step) && event.status === 'started')
      if (small !== true || event.step.startsWith('01')) applied = now;
    if (event.type === 'note' && CODES.has(event.code)) first ??= { code: event.code, at: now };
  };
  const { events } = await place.cli([small ? 'up' : 'deploy', '--no-rollback', ...OPTIONS, timeout], {
    onEvent,
  });
  const ended = performance.now();
  const error = events.at(-1) as EventOf<'error'>;
  assert.ok(error.code === 'rollout_failed' || error.code === 'not_ready', JSON.stringify(error));
  const [root] = error.findings ?? [];
  assert.ok(root, error.message);
  if (first !== undefined) assert.equal(first.code, root.code, error.message);
  return {
    code: root.code,
    object: `${root.kind}/${root.name}`,
    text: error.message,
    fix: hintText(error.hint),
    namedS: ((first?.at ?? ended) - applied) / 1_000,
    endedS: (ended - applied) / 1_000,
  };
}

/** Asks `explain` until its first finding is this cause. */
async function ask(place: Place, { code, asked }: Cause, began: number): Promise<Named> {
  for (;;) {
    const { events } = await place.cli(['explain', '-o', 'json'], asked);
    const [first] = events.filter((event): event is EventOf<'finding'> => event.type === 'finding');
    const tookS = (performance.now() - began) / 1_000;
    if (first?.code !== code && tookS < PATIENCE_S) continue;
    assert.ok(first, JSON.stringify(events));
    const { kind, name, cause, evidence, fix } = first;
    return {
      code: first.code,
      object: `${kind}/${name}`,
      text: [`${kind}/${name}: ${cause}`, ...evidence.map(({ text }) => text)].join('\n'),
      fix: hintText(fix),
      namedS: tookS,
      endedS: tookS,
    };
  }
}

function printRows(): void {
  const sorted = rows.map(({ namedS }) => namedS).toSorted((a, b) => a - b);
  const lines = rows.map(
    ({ name, code, namedS, endedS }) =>
      `${code.padEnd(26)} ${namedS.toFixed(1).padStart(6)} ${endedS.toFixed(1).padStart(6)}  ${name}`,
  );
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const summary = `${rows.length} causes named; median ${median.toFixed(1)} s, most ${(sorted.at(-1) ?? 0).toFixed(1)} s`;
  process.stdout.write(`${['code                        named  ended', ...lines, summary].join('\n')}\n`);
}
