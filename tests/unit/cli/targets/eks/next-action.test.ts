import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ClusterStack } from '#cli/aws/stacks.ts';
import type { ControlPlane, EksFacts, Part } from '#cli/targets/eks/cluster/facts.ts';
import { nextAction } from '#cli/targets/eks/cluster/next-action.ts';
import { drawRandom } from '#tests/support/draw-random.ts';

const NAME = 'shop';
const CONFIG = {
  addons: ['vpc-cni', 'kube-proxy', 'coredns', 'aws-ebs-csi-driver'].map((name) => ({ name })),
  managedNodeGroups: [{ name: 'workers' }],
};
const TAGS = { 'alpha.eksctl.io/cluster-name': NAME, 'influscope.io/platform': NAME };

function stack(name: string, status = 'CREATE_COMPLETE', tags: Record<string, string> = {}): ClusterStack {
  return { name, id: `arn:${name}`, status, reason: null, tags: { ...TAGS, ...tags } };
}
const CLUSTER = stack('eksctl-shop-cluster');
const NODES = stack('eksctl-shop-nodegroup-workers');

function plane(status = 'ACTIVE'): ControlPlane {
  return {
    arn: 'arn',
    status,
    version: '1.35',
    endpoint: 'https://e',
    authority: 'x',
    subnets: [],
    issuer: 'https://i',
  };
}

const ACTIVE: Part = { status: 'ACTIVE', issues: [] };
const ALL = { 'vpc-cni': ACTIVE, 'kube-proxy': ACTIVE, coredns: ACTIVE, 'aws-ebs-csi-driver': ACTIVE };

function facts(given: {
  cluster?: ControlPlane | null;
  stacks?: ClusterStack[];
  workers?: Part | null;
  addons?: Record<string, Part>;
  oidc?: boolean;
}): EksFacts {
  const { cluster = null, stacks = [], workers = null, addons = {}, oidc = null } = given;
  return {
    cluster,
    stacks,
    nodegroups: new Map([['workers', workers]]),
    addons: new Map(CONFIG.addons.map(({ name }) => [name, addons[name] ?? null])),
    oidc,
  };
}
const next = (given: Parameters<typeof facts>[0]) => nextAction(facts(given), CONFIG, NAME);

test('makes the cluster where there is nothing', () => {
  assert.deepEqual(next({}), { kind: 'create' });
});

test('waits for a stack that is being created, also one that another process created', () => {
  const action = next({
    stacks: [stack('eksctl-shop-cluster', 'CREATE_IN_PROGRESS')],
    cluster: plane('CREATING'),
  });
  assert.deepEqual(action, {
    kind: 'wait',
    phase: 'cluster',
    what: 'the stack eksctl-shop-cluster (CREATE_IN_PROGRESS)',
    stack: 'eksctl-shop-cluster',
  });
});

test('continues with what is missing, networking before the nodes and the rest after them', () => {
  const base = { cluster: plane(), stacks: [CLUSTER] };
  assert.deepEqual(next(base), { kind: 'addons', names: ['vpc-cni', 'kube-proxy'] });
  const { coredns: _, 'aws-ebs-csi-driver': __, ...early } = ALL;
  assert.deepEqual(next({ ...base, addons: early }), { kind: 'nodegroups', names: ['workers'] });
  const nodes = { ...base, stacks: [CLUSTER, NODES], workers: ACTIVE };
  assert.deepEqual(next({ ...nodes, addons: early }), {
    kind: 'addons',
    names: ['coredns', 'aws-ebs-csi-driver'],
  });
  assert.deepEqual(next({ ...nodes, addons: ALL }), { kind: 'done' });
  assert.deepEqual(next({ ...nodes, addons: ALL, oidc: false }), { kind: 'identity-provider' });
});

test('never takes a half deleted cluster for a new or a finished one', () => {
  const going = stack('eksctl-shop-cluster', 'DELETE_IN_PROGRESS');
  assert.equal(next({ stacks: [going] }).kind, 'wait');
  assert.equal(next({ cluster: plane('DELETING') }).kind, 'wait');
  assert.equal(next({ stacks: [CLUSTER] }).kind, 'broken', 'without its control plane');
  assert.equal(next({ stacks: [NODES] }).kind, 'broken', 'a node group without its cluster');
  const gone = next({ cluster: plane(), stacks: [CLUSTER, NODES], addons: ALL });
  assert.equal(gone.kind, 'broken', 'a stack without its node group');
});

test('names what failed, and what has to be removed', () => {
  for (const status of ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED', 'DELETE_FAILED']) {
    const whole = next({ stacks: [stack('eksctl-shop-cluster', status)] });
    assert.deepEqual(whole.kind === 'broken' && whole.problem, {
      what: `the stack eksctl-shop-cluster is ${status}`,
      stacks: ['eksctl-shop-cluster'],
      issues: [],
      remove: { kind: 'cluster' },
    });
    const nodes = next({
      cluster: plane(),
      stacks: [CLUSTER, stack('eksctl-shop-nodegroup-workers', status)],
      addons: ALL,
    });
    assert.deepEqual(nodes.kind === 'broken' && nodes.problem.remove, {
      kind: 'stacks',
      stacks: ['eksctl-shop-nodegroup-workers'],
    });
  }
});

test('tells an add-on that failed from one that may get well', () => {
  const base = { cluster: plane(), stacks: [CLUSTER, NODES], workers: ACTIVE };
  const issues = ['ConfigurationConflict: a field'];
  const failed = next({ ...base, addons: { ...ALL, coredns: { status: 'CREATE_FAILED', issues } } });
  assert.deepEqual(failed.kind === 'broken' && failed.problem, {
    what: 'the add-on coredns is CREATE_FAILED',
    stacks: [],
    issues,
    remove: { kind: 'addon', name: 'coredns' },
  });
  const degraded = next({ ...base, addons: { ...ALL, coredns: { status: 'DEGRADED', issues } } });
  assert.equal(degraded.kind === 'wait' && degraded.what, `the add-ons coredns (DEGRADED; ${issues[0]})`);
});

test('removes the role of an add-on that was never made: eksctl stumbles over it', () => {
  const role = stack('eksctl-shop-addon-vpc-cni', 'CREATE_COMPLETE', {
    'alpha.eksctl.io/addon-name': 'vpc-cni',
  });
  assert.deepEqual(next({ cluster: plane(), stacks: [CLUSTER, role] }), {
    kind: 'clear',
    stacks: ['eksctl-shop-addon-vpc-cni'],
  });
});

test('keeps off clusters of the same name that others made', () => {
  const foreign = next({ cluster: plane() });
  assert.equal(foreign.kind === 'broken' && foreign.problem.remove, null);
  const other = { ...CLUSTER, tags: { ...TAGS, 'influscope.io/platform': 'shop-2' } };
  const tagged = next({ cluster: plane(), stacks: [other] });
  assert.equal(tagged.kind === 'broken' && tagged.problem.remove, null);
});

/** An account in which every action does what it says, and every wait ends. */
function carryOut(world: Parameters<typeof facts>[0], random: () => number): Parameters<typeof facts>[0] {
  const action = next(world);
  const { stacks = [], addons = {} } = world;
  const part = (): Part => ({ status: random() < 0.3 ? 'CREATING' : 'ACTIVE', issues: [] });
  switch (action.kind) {
    case 'create': {
      // eksctl may be cut short after any of its parts.
      const cut = random();
      if (cut < 0.3)
        return { stacks: [stack('eksctl-shop-cluster', 'CREATE_IN_PROGRESS')], cluster: plane('CREATING') };
      if (cut < 0.6) return { stacks: [CLUSTER], cluster: plane(), addons: { 'vpc-cni': part() } };
      return {
        stacks: [CLUSTER, NODES],
        cluster: plane(),
        workers: part(),
        addons: { ...ALL, coredns: part() },
      };
    }
    case 'wait': {
      const settled = stacks.flatMap((one) => {
        if (one.status.startsWith('DELETE_')) return [];
        return [{ ...one, status: one.status.replace('_IN_PROGRESS', '_COMPLETE') }];
      });
      return {
        ...world,
        stacks: settled,
        cluster: settled.length > 0 ? plane() : null,
        workers: world.workers ? ACTIVE : (world.workers ?? null),
        addons: Object.fromEntries(Object.keys(addons).map((name) => [name, ACTIVE])),
      };
    }
    case 'addons':
      return {
        ...world,
        addons: { ...addons, ...Object.fromEntries(action.names.map((name) => [name, part()])) },
      };
    case 'nodegroups':
      return { ...world, stacks: [...stacks, NODES], workers: part() };
    case 'clear':
      return { ...world, stacks: stacks.filter(({ name }) => !action.stacks.includes(name)) };
    case 'broken': {
      const { remove } = action.problem;
      if (remove?.kind === 'cluster') return {};
      if (remove?.kind === 'addon') {
        const { [remove.name]: _, ...rest } = addons;
        return { ...world, addons: rest };
      }
      return { ...world, workers: null, stacks: stacks.filter(({ name }) => !remove?.stacks.includes(name)) };
    }
    default:
      return world;
  }
}

test('comes to an end from wherever it starts', () => {
  const status = fc.constantFrom(
    'CREATE_IN_PROGRESS',
    'CREATE_COMPLETE',
    'ROLLBACK_COMPLETE',
    'DELETE_IN_PROGRESS',
    'DELETE_FAILED',
  );
  const maybe = (name: string) => fc.option(status.map((state) => stack(name, state)));
  const worlds = fc.record({
    cluster: fc.option(fc.constantFrom('ACTIVE', 'CREATING', 'DELETING', 'FAILED').map(plane)),
    stacks: fc
      .tuple(maybe('eksctl-shop-cluster'), maybe('eksctl-shop-nodegroup-workers'))
      .map((stacks) => stacks.filter((one) => one !== null)),
    workers: fc.constantFrom<(Part | null)[]>(null, ACTIVE, { status: 'CREATE_FAILED', issues: [] }),
    addons: fc.constantFrom<Record<string, Part>[]>(
      {},
      { 'vpc-cni': ACTIVE },
      { ...ALL, coredns: { status: 'CREATE_FAILED', issues: [] } },
      ALL,
    ),
  });
  fc.assert(
    fc.property(worlds, drawRandom(fc), (begun, random) => {
      let world: Parameters<typeof facts>[0] = begun;
      for (let steps = 0; steps < 20; steps++) {
        const action = next(world);
        // Not ours: nothing is done, and that is the end too.
        if (action.kind === 'done' || (action.kind === 'broken' && action.problem.remove === null)) return;
        world = carryOut(world, random);
      }
      assert.fail(`it does not end, but would ${JSON.stringify(next(world))}`);
    }),
    { numRuns: 2_000, seed: 7 },
  );
});
