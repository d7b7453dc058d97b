import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkCapacity } from '#cli/kubernetes/capacity/check-capacity.ts';
import type { PodSpec } from '#cli/kubernetes/capacity/model.ts';
import { milliCores, parseQuantity, wholeBytes } from '#cli/kubernetes/capacity/quantity.ts';
import type { ClusterFacts } from '#cli/kubernetes/capacity/read-cluster.ts';
import { podRequests } from '#cli/kubernetes/capacity/requests.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';

const node = (name: string, more: object = {}, zone = 'a', memory = '1000Mi', pods = '11') =>
  ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, 'topology.kubernetes.io/zone': zone } },
    spec: more,
    status: { allocatable: { cpu: '1930m', memory, pods } },
  }) as KubeObject;

const container = (memory: string, cpu = '100m') => ({ resources: { requests: { memory, cpu } } });

function workload(
  kind: string,
  name: string,
  memory: string,
  spec: object = {},
  podSpec: PodSpec = {},
): KubeObject {
  const template = {
    metadata: { labels: { app: name } },
    spec: { containers: [container(memory)], ...podSpec },
  };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: 'n' },
    spec: { replicas: 1, template, ...spec },
  } as KubeObject;
}

const pod = (name: string, nodeName: string, memory: string, more: object = {}) =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'kube-system', ...more },
    spec: { nodeName, containers: [container(memory)] },
  }) as KubeObject;

const facts = (nodes: KubeObject[], more: Partial<ClusterFacts> = {}): ClusterFacts => ({
  nodes,
  pods: [],
  claims: [],
  volumes: [],
  ...more,
});

const recreate = { strategy: { type: 'Recreate' } };

describe('capacity', () => {
  test('says what does not fit, why on each node, and what to change', () => {
    const { fits, misfits } = checkCapacity(
      [workload('StatefulSet', 'search', '900Mi')],
      facts([node('n1'), node('n2')], { pods: [pod('sys1', 'n1', '200Mi'), pod('sys2', 'n2', '150Mi')] }),
    );
    assert.equal(fits, false);
    assert.equal(misfits.length, 1);
    assert.equal(misfits[0]?.owner, 'StatefulSet/search');
    assert.match(misfits[0]?.reason ?? '', /n1: not enough free memory \(800.0 MiB of 1000.0 MiB\)/);
    assert.match(misfits[0]?.change ?? '', /n2 lacks 50.0 MiB more memory/);
  });

  test('counts system pods against the number a node may run', () => {
    const pods = Array.from({ length: 11 }, (_, index) => pod(`sys${index}`, 'n1', '1Mi'));
    const report = checkCapacity(
      [workload('Deployment', 'api', '1Mi', recreate)],
      facts([node('n1')], { pods }),
    );
    assert.match(report.misfits[0]?.reason ?? '', /pod limit reached \(11 of 11 run\)/);
  });

  test('leaves room for a rolling update that takes none away first', () => {
    const rolling = { strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } };
    const report = checkCapacity([workload('Deployment', 'api', '600Mi', rolling)], facts([node('n1')]));
    assert.equal(report.misfits[0]?.surge, true);
    const inPlace = { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } };
    assert.ok(checkCapacity([workload('Deployment', 'api', '600Mi', inPlace)], facts([node('n1')])).fits);
  });

  test('lets pods of ours that stand somewhere stay there', () => {
    const standing = pod('api-7d9-x', 'n1', '600Mi', {
      namespace: 'n',
      labels: { app: 'api' },
      ownerReferences: [{ kind: 'ReplicaSet', name: 'api-7d9', uid: 'u', controller: true }],
    });
    const objects = [
      workload('Deployment', 'api', '600Mi', recreate),
      workload('Deployment', 'b', '500Mi', recreate),
    ];
    const report = checkCapacity(
      objects,
      facts([node('n1'), node('n2', {}, 'a', '550Mi')], { pods: [standing] }),
    );
    assert.deepEqual(report.misfits, []);
    assert.deepEqual(
      report.nodes.map(({ used }) => used.memory / 2 ** 20),
      [600, 500],
    );
  });

  test('finds a new place for a pod that is to ask for more', () => {
    const standing = pod('search-0', 'n1', '300Mi', {
      namespace: 'n',
      ownerReferences: [{ kind: 'StatefulSet', name: 'search', uid: 'u', controller: true }],
    });
    const report = checkCapacity(
      [workload('StatefulSet', 'search', '1100Mi')],
      facts([node('n1')], { pods: [standing] }),
    );
    assert.equal(report.misfits.length, 1);
  });

  test('heeds taints, cordons and node selectors', () => {
    const nodes = [
      node('n1', { taints: [{ key: 'k', effect: 'NoSchedule' }] }),
      node('n2', { unschedulable: true }),
    ];
    const kept = checkCapacity([workload('Deployment', 'api', '1Mi', recreate)], facts(nodes));
    assert.match(
      kept.misfits[0]?.reason ?? '',
      /n1: a taint that the pod does not tolerate; n2: a taint that/,
    );
    const tolerations = [{ key: 'k', operator: 'Exists' }];
    assert.ok(
      checkCapacity([workload('Deployment', 'api', '1Mi', recreate, { tolerations })], facts(nodes)).fits,
    );
    const nodeSelector = { disk: 'ssd' };
    const off = checkCapacity(
      [workload('Deployment', 'api', '1Mi', recreate, { nodeSelector })],
      facts([node('n1')]),
    );
    assert.match(off.misfits[0]?.change ?? '', /selector/);
  });

  test('keeps a pod in the zone of its volume', () => {
    const claims = [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data-search-0', namespace: 'n' },
        spec: { volumeName: 'pv' },
      },
    ] as unknown as KubeObject[];
    const terms = [
      { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['b'] }] },
    ];
    const volumes = [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: 'pv' },
        spec: { nodeAffinity: { required: { nodeSelectorTerms: terms } } },
      },
    ] as unknown as KubeObject[];
    const set = workload('StatefulSet', 'search', '1Mi', {
      volumeClaimTemplates: [{ metadata: { name: 'data' } }],
    });
    const away = checkCapacity([set], facts([node('n1', {}, 'a')], { claims, volumes }));
    assert.match(away.misfits[0]?.reason ?? '', /the volume of the pod is in another zone/);
    assert.ok(
      checkCapacity([set], facts([node('n1', {}, 'a'), node('n2', {}, 'b')], { claims, volumes })).fits,
    );
  });

  test('spreads over zones as far as it has to', () => {
    const spread = (maxSkew: number): PodSpec => ({
      topologySpreadConstraints: [
        {
          maxSkew,
          topologyKey: 'topology.kubernetes.io/zone',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: { app: 'api' } },
        },
      ],
    });
    const nodes = [node('n1', {}, 'a', '1000Mi'), node('n2', {}, 'b', '100Mi')];
    const three = (maxSkew: number) =>
      workload('Deployment', 'api', '90Mi', { replicas: 4, ...recreate }, spread(maxSkew));
    const report = checkCapacity([three(1)], facts(nodes));
    assert.equal(report.misfits.length, 1);
    assert.match(report.misfits[0]?.reason ?? '', /n1: topology spread constraint not met/);
    assert.ok(checkCapacity([three(2)], facts(nodes)).fits);
  });

  test('keeps apart what is to stand apart', () => {
    const podSpec: PodSpec = {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'search' } } },
          ],
        },
      },
    };
    const three = workload('StatefulSet', 'search', '1Mi', { replicas: 3 }, podSpec);
    assert.equal(checkCapacity([three], facts([node('n1'), node('n2')])).misfits.length, 1);
    assert.ok(checkCapacity([three], facts([node('n1'), node('n2'), node('n3')])).fits);
  });
});

describe('quantities', () => {
  test('are read as Kubernetes writes them', () => {
    assert.equal(parseQuantity('1.5Gi'), 1.5 * 2 ** 30);
    assert.equal(milliCores('0.1'), 100);
    assert.equal(milliCores(2), 2000);
    assert.equal(wholeBytes('100M'), 1e8);
    assert.equal(wholeBytes('1e3'), 1000);
    assert.throws(() => parseQuantity('1Zi'), /is not a valid quantity/);
  });

  test('of a pod are its containers together, or its largest init container', () => {
    const requests = podRequests({
      initContainers: [
        { ...container('500Mi', '10m') },
        { ...container('20Mi', '50m'), restartPolicy: 'Always' },
      ],
      containers: [container('100Mi', '200m'), { resources: { limits: { memory: '50Mi', cpu: '1' } } }],
    });
    assert.deepEqual(requests, { cpu: 1250, memory: 500 * 2 ** 20, pods: 1 });
  });
});
