import assert from 'node:assert/strict';
import { eventually } from '#tests/support/eventually.ts';
import type { Place } from '../../integration/cli/kubernetes/cluster.ts';
import { oneDeployment } from '../../integration/cli/kubernetes/cluster.ts';
import type { Cause } from './cause.ts';
import { apply, kubectl, nodeNames, restart } from './cause.ts';

const API = 'app.kubernetes.io/name=api';
const NODE = 'diagnosed';

/** A node without a machine, marked as such. */
const pressed = (code: string, type: string): Cause => ({
  name: type,
  code,
  object: `Node/${NODE}`,
  change: async (place) => {
    await apply(place, {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: NODE },
      spec: { unschedulable: true },
    });
    const now = new Date().toISOString();
    const state = { lastHeartbeatTime: now, lastTransitionTime: now, reason: `KubeletHas${type}` };
    const conditions = [
      { type: 'Ready', status: 'True', ...state, reason: 'KubeletReady' },
      { type, status: 'True', ...state, message: `kubelet has ${type}` },
    ];
    const change = JSON.stringify({ status: { conditions } });
    await place.kubectl('patch', 'node', NODE, '--subresource=status', '--type=merge', '-p', change);
  },
  undo: (place) => place.kubectl('delete', 'node', NODE),
  clean: true,
  proof: new RegExp(`${type}=True`),
});

const behave = (place: Place, node: string, behaviour: string) =>
  place.kubectl('annotate', 'node', node, `lab/behaviour${behaviour}`, '--overwrite');

export const CLUSTER: readonly Cause[] = [
  pressed('disk_pressure', 'DiskPressure'),
  pressed('memory_pressure', 'MemoryPressure'),
  pressed('process_pressure', 'PIDPressure'),
  {
    name: 'finalizer',
    code: 'finalizer_holds',
    object: 'ConfigMap/held',
    change: async (place) => {
      await apply(place, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'held', finalizers: ['example.com/cleanup'] },
      });
      await kubectl(place, 'delete', 'configmap', 'held', '--wait=false');
    },
    undo: (place) =>
      kubectl(place, 'patch', 'configmap', 'held', '--type=merge', '-p', '{"metadata":{"finalizers":null}}'),
    clean: true,
    proof: /example.com\/cleanup/,
  },
  {
    name: 'disruption budget',
    code: 'budget_blocks_drain',
    object: 'PodDisruptionBudget/api-team',
    change: async (place) => {
      await apply(place, {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name: 'api-team', labels: { 'app.kubernetes.io/part-of': 'influscope' } },
        spec: { minAvailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': 'api' } } },
      });
      await place.kubectl('cordon', ...(await nodeNames(place)));
    },
    undo: async (place) => {
      await place.kubectl('uncordon', ...(await nodeNames(place)));
      await kubectl(place, 'delete', 'pdb', 'api-team');
    },
    clean: true,
    proof: /disruptionsAllowed: 0/,
  },
  {
    name: 'lost node',
    code: 'node_lost',
    object: 'Node/',
    nodes: 'fake',
    change: async (place) => {
      const node = await kubectl(
        place,
        'get',
        'pod',
        '-l',
        'app.kubernetes.io/name=api',
        '-o',
        'jsonpath={.items[0].spec.nodeName}',
      );
      await behave(place, node, '=not-ready');
      // The node controller finds out after its own grace period: from then on it is a fact.
      await place.kubectl('wait', `node/${node}`, '--for=condition=Ready=Unknown', '--timeout=120s');
    },
    undo: async (place) => {
      for (const node of await nodeNames(place)) await behave(place, node, '-');
      await place.kubectl('wait', 'nodes', '--all', '--for=condition=Ready', '--timeout=60s');
    },
    proof: /Ready=Unknown/,
  },
  {
    name: 'node whose kubelet reports that it is not ready',
    code: 'node_not_ready',
    object: 'Node/',
    nodes: 'fake',
    change: async (place) => {
      const [node = ''] = await nodeNames(place);
      await behave(place, node, '=not-ready');
      const reason = 'KubeletNotReady';
      const message = 'container runtime network not ready: cni plugin not initialized';
      const conditions = [{ type: 'Ready', status: 'False', reason, message }];
      // The agent may write a last time.
      await eventually(async () => {
        await place.kubectl(
          'patch',
          'node',
          node,
          '--subresource=status',
          '-p',
          JSON.stringify({ status: { conditions } }),
        );
        await place.kubectl('wait', `node/${node}`, '--for=condition=Ready=False', '--timeout=1s');
      });
    },
    undo: async (place) => {
      for (const node of await nodeNames(place)) await behave(place, node, '-');
      await place.kubectl('wait', 'nodes', '--all', '--for=condition=Ready', '--timeout=60s');
    },
    proof: /cni plugin not initialized/,
  },
  {
    name: 'pod that does not stop',
    code: 'pod_not_stopping',
    object: 'Pod/api-',
    nodes: 'fake',
    change: async (place) => {
      await kubectl(place, 'annotate', 'pod', '-l', API, 'lab/behaviour=stuck-terminating');
      await kubectl(place, 'delete', 'pod', '-l', API, '--wait=false', '--grace-period=1');
    },
    undo: (place) => restart(place, 'api'),
    proof: /deletionTimestamp/,
  },
  {
    name: 'namespace that is being deleted',
    code: 'namespace_terminating',
    object: 'Namespace/',
    nodes: 'fake',
    small: true,
    // Its pod takes that long to stop.
    change: async (place) => {
      place.edit((stages) => oneDeployment(stages, 'slow-stop:20'));
      const { code, stdout } = await place.cli(['up', '--until', 'workloads', '-o', 'json']);
      assert.equal(code, 0, stdout);
      await place.kubectl('delete', 'namespace', place.name, '--wait=false');
    },
    proof: /deletionTimestamp/,
  },
  {
    name: 'clock of this machine ahead',
    code: 'clock_skew',
    object: 'Cluster/API server',
    change: async () => {},
    asked: { clock: () => Date.now() + 400_000 },
    clean: true,
    proof: /400 s ahead/,
  },
  {
    name: 'clock of this machine behind',
    code: 'clock_skew',
    object: 'Cluster/API server',
    change: async () => {},
    asked: { clock: () => Date.now() - 400_000 },
    clean: true,
    proof: /400 s behind/,
  },
];
