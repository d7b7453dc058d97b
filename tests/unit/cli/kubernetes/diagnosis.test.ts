import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { describeFinding } from '#cli/kubernetes/diagnosis/describe-finding.ts';
import { diagnose } from '#cli/kubernetes/diagnosis/diagnose.ts';
import type { Finding } from '#cli/kubernetes/diagnosis/finding.ts';
import { RULES } from '#cli/kubernetes/diagnosis/rules.ts';
import { renderTroubleshooting } from '#scripts/troubleshooting/troubleshooting-page.ts';
import type { Fault } from '#tests/support/kubernetes/faults/fault.ts';
import { FAULTS } from '#tests/support/kubernetes/faults/faults.ts';
import { createScene } from '#tests/support/kubernetes/faults/scene.ts';
import { healthySnapshot } from '#tests/support/kubernetes/snapshots/healthy.ts';
import { seededRandom } from '#tests/support/seeded-random.ts';

const SINGLES = Number(process.env.DIAGNOSIS_SINGLES ?? 200);
const PAIRS = Number(process.env.DIAGNOSIS_PAIRS ?? 60);
const SEED = Number(process.env.DIAGNOSIS_SEED ?? 1);

const named = ({ code, object }: Finding) => `${code} ${object.kind}/${object.name}`;
const tree = (findings: readonly Finding[]) =>
  findings.map((one) => `${named(one)} <- ${one.consequences.map(named).join(', ')}`).join('; ');

test('nothing is wrong with a healthy instance', () => {
  assert.deepEqual(diagnose(healthySnapshot()).map(named), []);
});

describe('each cause', () => {
  for (const [index, fault] of FAULTS.entries()) {
    test(`${fault.code} (${index}) is named first, with evidence and a fix`, () => {
      const scene = createScene(seededRandom(index + 1));
      const object = fault.apply(scene);
      const [first] = diagnose(scene.snapshot());
      assert.ok(first);
      assert.equal(named(first), `${fault.code} ${object}`);
      assert.ok(first.evidence.length > 0 || /^(out_of_memory)$/.test(first.code));
      assert.ok(first.fix.text);
      assert.ok(describeFinding(first).startsWith(object));
    });
  }
  test('has a rule, and each rule a cause that proves it', () => {
    const covered = new Set(FAULTS.map(({ code }) => code));
    const missing = RULES.map(({ code }) => code).filter((code) => !covered.has(code));
    assert.deepEqual(missing, []);
  });
});

test('the proof of a refusal is not the event of an earlier refusal for another reason', () => {
  const scene = createScene(seededRandom(1));
  scene.remove('Pod', scene.podOf('api').metadata.name);
  scene.remove('ServiceAccount', 'api');
  Object.assign(scene.workload('api').status, { readyReplicas: 0, replicas: 0 });
  const set = scene.all('ReplicaSet').find((one) => one.metadata.ownerReferences[0].name === 'api');
  const stated = 'error looking up service account influscope/api: serviceaccount "api" not found';
  set.status = { ...set.status, conditions: [{ type: 'ReplicaFailure', status: 'True', message: stated }] };
  scene.event(set, 'FailedCreate', 'admission webhook "p.example.com" denied the request: not today', 5_000);
  const [first] = diagnose(scene.snapshot());
  assert.equal(first?.code, 'service_account_missing');
  assert.match(JSON.stringify(first.evidence), /looking up service account/);
  assert.doesNotMatch(JSON.stringify(first.evidence), /not today/);
});

test('the fix for a full volume names the claims of the pod, or the pod if it has none', () => {
  const fault = FAULTS.find(({ code }) => code === 'volume_full') ?? assert.fail();
  const commands = new Set<string>();
  for (let seed = 1; seed <= 30; seed++) {
    const scene = createScene(seededRandom(seed));
    fault.apply(scene);
    const [line] = diagnose(scene.snapshot())[0]?.fix.shell ?? [];
    assert.ok(Array.isArray(line));
    const [, verb, kind, name] = line as string[];
    assert.match(name ?? '', verb === 'edit' ? /^data-/ : /-/);
    commands.add(`${verb} ${kind}`);
  }
  assert.deepEqual([...commands].sort(), ['describe pod', 'edit pvc']);
});

test(`the right cause comes first in at least 95 % of ${SINGLES} single faults`, (context) => {
  const random = seededRandom(SEED);
  const wrong: string[] = [];
  for (let run = 0; run < SINGLES; run++) {
    const scene = createScene(random);
    const fault = scene.pick(FAULTS);
    const expected = `${fault.code} ${fault.apply(scene)}`;
    const findings = diagnose(scene.snapshot());
    if (findings[0] === undefined || named(findings[0]) !== expected)
      wrong.push(`${expected}: ${tree(findings)}`);
  }
  context.diagnostic(`${SINGLES - wrong.length} of ${SINGLES}`);
  assert.ok(wrong.length <= SINGLES * 0.05, wrong.join('\n'));
});

test(`both causes are named as roots, one of them first, in at least 80 % of ${PAIRS} pairs`, (context) => {
  const random = seededRandom(SEED + 1);
  const wrong: string[] = [];
  const usable = FAULTS.filter(({ alone }) => !alone);
  for (let run = 0; run < PAIRS; run++) {
    const { expected, findings } = applyPair(usable, random);
    const roots = findings.map(named);
    const right = expected.includes(roots[0] ?? '') && expected.every((one) => roots.includes(one));
    if (!right) wrong.push(`${expected.join(' + ')}: ${tree(findings)}`);
  }
  context.diagnostic(`${PAIRS - wrong.length} of ${PAIRS}`);
  assert.ok(wrong.length <= PAIRS * 0.2, wrong.join('\n'));
});

/** Two faults of two objects; a draw in which the second meets what the first took away is drawn again. */
function applyPair(
  usable: readonly Fault[],
  random: () => number,
): { expected: string[]; findings: Finding[] } {
  for (;;) {
    const scene = createScene(random);
    const [one, other] = [scene.pick(usable), scene.pick(usable)];
    try {
      const expected = [`${one.code} ${one.apply(scene)}`, `${other.code} ${other.apply(scene)}`];
      const objects = new Set(expected.map((text) => text.split('/')[1]?.replace(/^data-|-0$/g, '')));
      if (objects.size === 2) return { expected, findings: diagnose(scene.snapshot()) };
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
}

test('docs/troubleshooting.md is generated from the rules', () => {
  const page = readFileSync(new URL('../../../../docs/troubleshooting.md', import.meta.url), 'utf8');
  assert.equal(page, renderTroubleshooting(), 'npm run troubleshooting updates the page');
});
