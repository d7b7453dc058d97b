// Long: one table of faults.
import type { Fault } from './fault.ts';
import { subject } from './fault.ts';
import type { Loose, Scene } from './scene.ts';
import { SERVERS } from './scene.ts';

/** A claim of a server that has no volume; its pod waits, and so do the services. */
function claim(code: string, change: (scene: Scene, claim: Loose) => void): Fault {
  return {
    code,
    apply(scene) {
      const name = scene.pick(SERVERS);
      const one = scene.object('PersistentVolumeClaim', `data-${name}-0`);
      one.status = { phase: 'Pending' };
      one.metadata.creationTimestamp = scene.at(60_000);
      delete one.spec.volumeName;
      const pod = scene.podOf(name);
      scene.unschedule(
        pod,
        '0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
        50_000,
      );
      scene.workload(name).status.readyReplicas = 0;
      change(scene, one);
      scene.spread(name);
      return subject(one);
    },
  };
}

function node(code: string, change: (scene: Scene, node: Loose) => void): Fault {
  return {
    code,
    alone: true,
    apply(scene) {
      const one = scene.pick(scene.all('Node'));
      change(scene, one);
      return subject(one);
    },
  };
}

function condition(one: Loose, type: string, state: object): void {
  const known = one.status.conditions.find((each: Loose) => each.type === type);
  Object.assign(known, state);
}

/** The pods of a lost node are not ready, and one that should replace them finds no room. */
function lose(scene: Scene, one: Loose): void {
  condition(one, 'Ready', {
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
    lastTransitionTime: scene.at(90_000),
  });
  one.spec.taints = [{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' }];
  scene.event(one, 'NodeNotReady', `Node ${one.metadata.name} status is now: NodeNotReady`, 90_000);
  for (const pod of scene.all('Pod').filter(({ spec }) => spec.nodeName === one.metadata.name)) {
    for (const each of pod.status.conditions)
      if (each.type === 'Ready')
        Object.assign(each, { status: 'False', lastTransitionTime: scene.at(80_000) });
    scene.event(pod, 'NodeNotReady', 'Node is not ready', 80_000);
    scene.spread(pod.metadata.labels['app.kubernetes.io/name']);
  }
}

const pressure = (code: string, type: string) =>
  node(code, (scene, one) => {
    condition(one, type, {
      status: 'True',
      reason: `KubeletHas${type}`,
      message: `kubelet has ${type}`,
      lastTransitionTime: scene.at(60_000),
    });
    const pod = scene.all('Pod').find(({ spec }) => spec.nodeName === one.metadata.name);
    Object.assign(pod.status, {
      phase: 'Failed',
      reason: 'Evicted',
      message: 'The node was low on resource.',
    });
    for (const each of pod.status.conditions) if (each.type === 'Ready') each.status = 'False';
  });

const service = (name: string, code: string, change: (scene: Scene, service: Loose) => void): Fault => ({
  code,
  apply(scene) {
    const one = scene.object('Service', name);
    change(scene, one);
    return subject(one);
  },
});

const fault = (code: string, kind: Loose): Fault => ({
  code,
  alone: true,
  apply(scene) {
    scene.set({ fault: { kind, message: 'the request failed' } });
    return 'Cluster/API server';
  },
});

const credentials = (code: string, state: Loose): Fault => ({
  code,
  alone: true,
  apply(scene) {
    scene.set({ credentials: { state, secret: 'influscope-credentials', keys: ['queue-password'] } });
    for (const name of ['indexer', 'scraper']) {
      const pod = scene.podOf(name);
      scene.down(pod, { running: { startedAt: scene.at(60_000) } });
      scene.event(
        pod,
        'Unhealthy',
        'Readiness probe failed: HTTP probe failed with statuscode: 503',
        50_000,
        25,
      );
      if (scene.random() < 0.5) scene.log(pod, ['ACCESS_REFUSED - Login was refused']);
    }
    return 'Secret/influscope-credentials';
  },
});

const balancerAddress = (scene: Scene, http: Loose, name: Loose = 'resolves') => {
  const one = scene.object('Service', 'api-service');
  const { hostname } = one.status.loadBalancer.ingress[0];
  scene.set({ address: { address: hostname, name, http } });
};

export const CLUSTER_FAULTS: readonly Fault[] = [
  claim('storage_class_missing', (scene, one) => {
    one.spec.storageClassName = 'fast';
    scene.event(one, 'ProvisioningFailed', 'storageclass.storage.k8s.io "fast" not found', 50_000, 4);
  }),
  claim('no_default_class', (scene, one) => {
    one.spec.storageClassName = '';
    scene.event(
      one,
      'FailedBinding',
      'no persistent volumes available for this claim and no storage class is set',
      50_000,
      4,
    );
  }),
  claim('provisioner_missing', (scene, one) => {
    scene.remove('CSIDriver', 'ebs.csi.aws.com');
    scene.event(
      one,
      'ExternalProvisioning',
      "Waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com' or manually by the system administrator.",
      50_000,
      4,
    );
  }),
  claim('provisioning_failed', (scene, one) => {
    scene.event(
      one,
      'ProvisioningFailed',
      'failed to provision volume with StorageClass "influscope-gp3": rpc error: code = ResourceExhausted desc = VolumeLimitExceeded: You have exceeded your maximum gp3 storage limit',
      50_000,
      4,
    );
  }),
  claim('volume_lost', (_scene, one) => {
    one.status = { phase: 'Lost' };
  }),
  {
    code: 'volume_attached_elsewhere',
    apply(scene) {
      const name = scene.pick(SERVERS);
      const pod = scene.podOf(name);
      scene.down(pod, { waiting: { reason: 'ContainerCreating' } });
      scene.event(
        pod,
        'FailedAttachVolume',
        'Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node and can\'t be attached to another',
        50_000,
        4,
      );
      scene.spread(name);
      return subject(scene.workload(name));
    },
  },
  {
    code: 'volume_not_attaching',
    apply(scene) {
      const name = scene.pick(SERVERS);
      const pod = scene.podOf(name);
      scene.down(pod, { waiting: { reason: 'ContainerCreating' } });
      scene.event(
        pod,
        'FailedAttachVolume',
        'AttachVolume.Attach failed for volume "pvc-1" : rpc error: code = Internal desc = Could not attach volume "vol-1": UnauthorizedOperation',
        50_000,
        4,
      );
      scene.spread(name);
      return subject(scene.workload(name));
    },
  },
  node('node_lost', lose),
  node('node_not_ready', (scene, one) => {
    one.metadata.creationTimestamp = scene.at(3_600_000);
    condition(one, 'Ready', {
      status: 'False',
      reason: 'KubeletNotReady',
      message: 'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady',
      lastTransitionTime: scene.at(90_000),
    });
  }),
  pressure('disk_pressure', 'DiskPressure'),
  pressure('memory_pressure', 'MemoryPressure'),
  pressure('process_pressure', 'PIDPressure'),
  {
    code: 'budget_blocks_drain',
    apply(scene) {
      const pod = scene.podOf('api');
      scene.object('Node', pod.spec.nodeName).spec.unschedulable = true;
      const metadata = { name: 'api', namespace: 'influscope' };
      scene.add({
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata,
        spec: { selector: { matchLabels: { 'app.kubernetes.io/name': 'api' } } },
        status: { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1 },
      } as Loose);
      return 'PodDisruptionBudget/api';
    },
  },
  {
    code: 'finalizer_holds',
    apply(scene) {
      const space = scene.object('Namespace', 'influscope');
      if (scene.random() < 0.6)
        Object.assign(space, { status: { phase: 'Terminating' } }).metadata.deletionTimestamp =
          scene.at(40_000);
      const one = scene.pick(scene.all('ConfigMap'));
      Object.assign(one.metadata, {
        deletionTimestamp: scene.at(40_000),
        finalizers: ['example.com/cleanup'],
      });
      return subject(one);
    },
    alone: true,
  },
  {
    code: 'namespace_terminating',
    alone: true,
    apply(scene) {
      const space = scene.object('Namespace', 'influscope');
      space.metadata.deletionTimestamp = scene.at(2_000);
      space.status = { phase: 'Terminating' };
      return subject(space);
    },
  },
  {
    code: 'pod_not_stopping',
    apply(scene) {
      const pod = scene.podOf(scene.pick(SERVERS));
      pod.metadata.deletionTimestamp = scene.at(200_000);
      return subject(pod);
    },
  },
  {
    ...service('api-service', 'no_endpoints', (scene) => {
      // A condition of another controller, which none of the pod's containers knows.
      const reason = 'ReadinessGatesNotReady';
      condition(scene.podOf('api'), 'Ready', { status: 'False', reason });
    }),
    // What else is wrong on the way of a request explains it.
    alone: true,
  },
  service('api-service', 'selector_matches_nothing', (_scene, one) => {
    one.spec.selector = { app: 'api-v2' };
  }),
  service('elasticsearch', 'selector_matches_nothing', (_scene, one) => {
    one.spec.selector = { app: 'search' };
  }),
  service('rabbitmq', 'port_mismatch', (_scene, one) => {
    one.spec.ports[0].targetPort = 'amqps';
  }),
  service('api-service', 'port_mismatch', (_scene, one) => {
    one.spec.ports[0].targetPort = 3000;
  }),
  service('api-service', 'balancer_failed', (scene, one) => {
    one.status = { loadBalancer: {} };
    scene.event(
      one,
      'SyncLoadBalancerFailed',
      'Error syncing load balancer: failed to ensure load balancer: could not find any suitable subnets for creating the ELB',
      60_000,
      5,
    );
  }),
  service('api-service', 'balancer_pending', (scene, one) => {
    one.status = { loadBalancer: {} };
    one.metadata.creationTimestamp = scene.at(120_000);
  }),
  service('api-service', 'source_range_blocks', (scene, one) => {
    one.spec.loadBalancerSourceRanges = ['203.0.113.0/24'];
    balancerAddress(scene, 'silent');
  }),
  service('api-service', 'firewall_blocks', (scene) => balancerAddress(scene, 'silent')),
  service('api-service', 'name_not_found', (scene) => balancerAddress(scene, null, 'absent')),
  service('api-service', 'name_cached_absent', (scene) => balancerAddress(scene, null, 'cached')),
  fault('api_unreachable', 'unreachable'),
  fault('sign_in_expired', 'unauthorized'),
  fault('sign_in_failed', 'sign-in'),
  fault('certificate_not_trusted', 'certificate'),
  fault('not_allowed', 'forbidden'),
  {
    code: 'clock_skew',
    alone: true,
    apply(scene) {
      scene.set({ skewMs: 400_000 });
      return 'Cluster/API server';
    },
  },
  credentials('credentials_changed', 'changed'),
  credentials('credentials_lost', 'lost'),
];
