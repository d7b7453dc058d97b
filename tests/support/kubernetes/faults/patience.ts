// Long: one table of delays.
import type { Loose, Scene } from './scene.ts';
import { APPLICATIONS, SERVERS } from './scene.ts';

/** Something that takes time and heals by itself. */
export interface Delay {
  name: string;
  apply(scene: Scene): void;
}

const creating = { waiting: { reason: 'ContainerCreating' } };

function starting(scene: Scene, pod: Loose, state: Loose): void {
  scene.down(pod, state);
  pod.status.startTime = scene.at(Math.floor(scene.random() * 25_000));
  pod.metadata.creationTimestamp = pod.status.startTime;
}

/** A pod without a node, while a node joins. */
function joins(name: string, state: object, agoMs: number): Delay {
  return {
    name,
    apply(scene) {
      const node = structuredClone(scene.all('Node')[0]);
      Object.assign(node.metadata, { name: 'workers-3', uid: 'n3', creationTimestamp: scene.at(40_000) });
      for (const each of node.status.conditions)
        if (each.type === 'Ready') Object.assign(each, { ...state, lastTransitionTime: scene.at(agoMs) });
      scene.add(node);
      const pod = scene.podOf(scene.pick(APPLICATIONS));
      const message =
        '0/3 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/not-ready: }, 2 Insufficient memory.';
      scene.unschedule(pod, message, 100_000);
    },
  };
}

export const DELAYS: readonly Delay[] = [
  {
    name: 'an application restarts while its broker starts',
    apply(scene) {
      starting(scene, scene.podOf('rabbitmq'), { running: { startedAt: scene.at(8_000) } });
      const pod = scene.podOf(scene.pick(['indexer', 'scraper']));
      const terminated = {
        exitCode: 1,
        reason: 'Error',
        startedAt: scene.at(9_000),
        finishedAt: scene.at(8_000),
      };
      starting(scene, pod, {
        waiting: { reason: 'CrashLoopBackOff' },
        restartCount: 1 + Math.floor(scene.random() * 3),
        lastState: { terminated },
      });
      scene.log(pod, ['connect ECONNREFUSED 10.0.0.1:5672'], true);
    },
  },
  {
    name: 'a service waits for its first user while another service creates it',
    apply(scene) {
      const pod = scene.podOf('api');
      starting(scene, pod, { running: { startedAt: scene.at(10_000) } });
      scene.event(
        pod,
        'Unhealthy',
        'Readiness probe failed: HTTP probe failed with statuscode: 503',
        9_000,
        4,
      );
      scene.log(pod, ['Elasticsearch rejected the credentials']);
      starting(scene, scene.podOf('indexer'), { running: { startedAt: scene.at(10_000) } });
    },
  },
  {
    name: 'a slow volume',
    apply(scene) {
      const name = scene.pick(SERVERS);
      scene.object('PersistentVolumeClaim', `data-${name}-0`).status = { phase: 'Pending' };
      const pod = scene.podOf(name);
      const message = '0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims.';
      scene.unschedule(pod, message, 200_000);
      if (scene.random() < 0.5)
        scene.event(
          scene.object('PersistentVolumeClaim', `data-${name}-0`),
          'ProvisioningFailed',
          'rpc error: code = DeadlineExceeded desc = context deadline exceeded',
          100_000,
          3,
        );
      scene.spread(name);
    },
  },
  {
    name: 'a volume that another node still has',
    apply(scene) {
      const pod = scene.podOf(scene.pick(SERVERS));
      scene.down(pod, creating);
      scene.event(
        pod,
        'FailedAttachVolume',
        'Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node',
        200_000,
        3,
      );
    },
  },
  {
    name: 'a slow image pull',
    apply(scene) {
      scene.down(scene.podOf(scene.pick([...APPLICATIONS, ...SERVERS])), creating);
    },
  },
  {
    name: 'a busy registry',
    apply(scene) {
      const pod = scene.podOf(scene.pick(APPLICATIONS));
      scene.down(pod, { waiting: { reason: 'ErrImagePull' } });
      scene.event(
        pod,
        'Failed',
        `Failed to pull image "x": unexpected status: ${scene.pick(['429 Too Many Requests', '503 Service Unavailable'])}`,
        10_000 + Math.floor(scene.random() * 50_000),
        2,
      );
    },
  },
  joins('a node joins', { status: 'False', reason: 'KubeletNotReady' }, 40_000),
  joins(
    'a node joins that has never reported',
    { status: 'Unknown', reason: 'NodeStatusNeverUpdated' },
    30_000,
  ),
  joins('a node has just joined, and the scheduler has not tried it yet', { status: 'True' }, 3_000),
  {
    name: 'a node that is not ready for a moment',
    apply(scene) {
      for (const node of scene.all('Node'))
        node.spec.taints = [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }];
      const pod = scene.podOf(scene.pick(APPLICATIONS));
      // From version 1.34 the scheduler does not name the taint.
      const message = '0/2 nodes are available: 2 node(s) had untolerated taint(s).';
      scene.unschedule(pod, message, 100_000);
    },
  },
  {
    name: 'old pods make room',
    apply(scene) {
      const pod = scene.podOf(scene.pick(APPLICATIONS));
      scene.unschedule(pod, '0/2 nodes are available: 2 Insufficient memory.', 50_000);
      const old = structuredClone(scene.podOf('elasticsearch'));
      Object.assign(old.metadata, { name: 'old', uid: 'old', deletionTimestamp: scene.at(5_000) });
      scene.add(old);
    },
  },
  {
    name: 'a quota that was raised since its event',
    apply(scene) {
      const name = scene.pick(APPLICATIONS);
      scene.remove('Pod', scene.podOf(name).metadata.name);
      const set = scene.all('ReplicaSet').find((one) => one.metadata.ownerReferences[0].name === name);
      scene.event(
        set,
        'FailedCreate',
        'Error creating: pods "x" is forbidden: exceeded quota: team, requested: pods=1, used: pods=7, limited: pods=7',
        60_000,
        5,
      );
      scene.add({
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name: 'team' },
        status: { hard: { pods: '20' }, used: { pods: '7' } },
      } as Loose);
      scene.set({ listed: new Set([...scene.snapshot().listed, 'ResourceQuota']) });
    },
  },
  {
    name: 'a container that ran out of memory once',
    apply(scene) {
      const pod = scene.podOf(scene.pick(APPLICATIONS));
      const terminated = {
        exitCode: 137,
        reason: 'OOMKilled',
        startedAt: scene.at(9_000),
        finishedAt: scene.at(6_000),
      };
      starting(scene, pod, {
        running: { startedAt: scene.at(5_000) },
        restartCount: 1,
        lastState: { terminated },
      });
      pod.status.startTime = scene.at(10_000);
      scene.event(
        pod,
        'Unhealthy',
        'Startup probe failed: dial tcp 10.0.0.1:9090: connect: connection refused',
        9_000,
        5,
      );
    },
  },
  {
    name: 'a refusal from before the wait, which was repaired',
    apply(scene) {
      const name = scene.pick(APPLICATIONS);
      scene.remove('Pod', scene.podOf(name).metadata.name);
      const set = scene.all('ReplicaSet').find((one) => one.metadata.ownerReferences[0].name === name);
      const why = scene.pick([
        'Internal error occurred: failed calling webhook "policy.example.com": service "policy" not found',
        'admission webhook "policy.example.com" denied the request: no',
        'pods "x" is forbidden: minimum memory usage per Container is 1Gi, but request is 136Mi',
        'pods "x" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true',
      ]);
      scene.event(set, 'FailedCreate', `Error creating: ${why}`, 60_000, 5);
      scene.set({ since: scene.now, listed: new Set([...scene.snapshot().listed, 'LimitRange']) });
    },
  },
  {
    name: 'pods of an earlier, broken revision',
    apply(scene) {
      const name = scene.pick(APPLICATIONS);
      const set = structuredClone(
        scene.all('ReplicaSet').find((one) => one.metadata.ownerReferences[0].name === name),
      );
      Object.assign(set.metadata, { name: `${name}-bad`, uid: `${name}-bad` });
      set.spec.template.spec.containers[0].image = 'nowhere:1';
      scene.add(set);
      const pod = structuredClone(scene.podOf(name));
      Object.assign(pod.metadata, { name: `${name}-bad-1`, uid: `${name}-bad-1` });
      pod.metadata.ownerReferences[0] = {
        ...pod.metadata.ownerReferences[0],
        name: `${name}-bad`,
        uid: `${name}-bad`,
      };
      scene.add(pod);
      const last = { exitCode: 1, reason: 'Error' };
      scene.down(pod, {
        waiting: { reason: 'CrashLoopBackOff' },
        restartCount: 9,
        lastState: { terminated: last },
      });
    },
  },
  {
    name: 'an object of someone else that never becomes ready',
    apply(scene) {
      const pod = structuredClone(scene.podOf('api'));
      Object.assign(pod.metadata, {
        name: 'theirs',
        uid: 'theirs',
        labels: { app: 'theirs' },
        ownerReferences: [],
      });
      scene.add(pod);
      pod.status.containerStatuses[0] = {
        name: pod.spec.containers[0].name,
        ready: false,
        restartCount: 50,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { exitCode: 1 } },
      };
      for (const each of pod.status.conditions) if (each.type === 'Ready') each.status = 'False';
    },
  },
];
