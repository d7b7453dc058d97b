// Long: one table of faults.
import type { Fault } from './fault.ts';
import { subject } from './fault.ts';
import type { Loose, Scene } from './scene.ts';
import { APPLICATIONS, SERVERS } from './scene.ts';

/** A pod of any workload, and what the lack of it causes. */
function onPod(code: string, names: readonly string[], change: (scene: Scene, pod: Loose) => void): Fault {
  return {
    code,
    apply(scene) {
      const name = scene.pick(names);
      change(scene, scene.podOf(name));
      scene.spread(name);
      return subject(scene.workload(name));
    },
  };
}

const ANY = [...APPLICATIONS, ...SERVERS];
const waiting = (reason: string, message?: string) => ({ waiting: { reason, ...(message && { message }) } });
const ended = (exitCode: number, reason: string, more: object = {}) => ({
  terminated: {
    exitCode,
    reason,
    startedAt: '2026-01-01T00:00:00Z',
    finishedAt: '2026-01-01T00:00:02Z',
    ...more,
  },
});

function pull(code: string, messages: readonly string[], state = 'ImagePullBackOff'): Fault {
  return onPod(code, ANY, (scene, pod) => {
    const image = pod.spec.containers[0].image;
    scene.down(pod, waiting(scene.pick([state, 'ErrImagePull']), `Back-off pulling image "${image}"`));
    scene.event(pod, 'Failed', scene.pick(messages).replaceAll('IMAGE', image), 100_000, 3);
    scene.event(pod, 'Failed', 'Error: ImagePullBackOff', 60_000, 4);
  });
}

function crash(
  code: string,
  exitCode: number,
  reason: string,
  lines: readonly string[],
  more: object = {},
): Fault {
  return onPod(code, ANY, (scene, pod) => {
    const restartCount = 3 + Math.floor(scene.random() * 4);
    scene.down(pod, {
      ...waiting('CrashLoopBackOff', 'back-off 40s restarting failed container'),
      restartCount,
      lastState: ended(exitCode, reason, more),
    });
    scene.log(pod, lines, true);
    scene.event(
      pod,
      'BackOff',
      `Back-off restarting failed container ${pod.spec.containers[0].name} in pod ${pod.metadata.name}`,
      50_000,
      5,
    );
  });
}

/** It runs again, and is not ready yet. */
const runsAgain = (code: string, exitCode: number, reason: string, lines: readonly string[]) =>
  onPod(code, ANY, (scene, pod) => {
    const lastedMs = 1_000 + Math.floor(scene.random() * 20_000);
    const endedAgoMs = 1_000 + Math.floor(scene.random() * lastedMs);
    scene.down(pod, {
      running: { startedAt: scene.at(endedAgoMs) },
      restartCount: 1 + Math.floor(scene.random() * 5),
      lastState: ended(exitCode, reason, {
        startedAt: scene.at(endedAgoMs + lastedMs),
        finishedAt: scene.at(endedAgoMs),
      }),
    });
    scene.log(pod, lines, true);
  });

function configError(code: string, message: string): Fault {
  return onPod(code, ANY, (scene, pod) => {
    scene.down(pod, waiting('CreateContainerConfigError', message));
    scene.event(pod, 'Failed', `Error: ${message}`, 40_000, 4);
  });
}

function mount(code: string, message: string, before: (scene: Scene) => void = () => {}): Fault {
  return onPod(code, ANY, (scene, pod) => {
    before(scene);
    scene.down(pod, waiting('ContainerCreating'));
    scene.event(pod, 'FailedMount', message, 60_000, 6);
  });
}

export const POD_FAULTS: readonly Fault[] = [
  pull('image_not_found', [
    'Failed to pull image "IMAGE": rpc error: code = NotFound desc = failed to pull and unpack image "IMAGE": failed to resolve reference "IMAGE": IMAGE: not found',
    'Failed to pull image "IMAGE": manifest unknown: manifest unknown',
  ]),
  pull('image_denied', [
    'Failed to pull image "IMAGE": failed to authorize: failed to fetch anonymous token: unexpected status from GET request to https://ghcr.io/token: 401 Unauthorized',
    'Failed to pull image "IMAGE": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope',
    'Failed to pull image "IMAGE": unexpected status from HEAD request: 403 Forbidden',
  ]),
  pull('image_rate_limited', [
    'Failed to pull image "IMAGE": unexpected status code 429 Too Many Requests - Server message: toomanyrequests: You have reached your unauthenticated pull rate limit.',
  ]),
  pull('image_wrong_platform', [
    'Failed to pull image "IMAGE": no match for platform in manifest: not found',
  ]),
  pull('registry_unreachable', [
    'Failed to pull image "IMAGE": failed to do request: Head "https://registry.example/v2/": dial tcp: lookup registry.example on 10.0.0.2:53: no such host',
    'Failed to pull image "IMAGE": failed to do request: dial tcp 10.1.2.3:443: i/o timeout',
    'Failed to pull image "IMAGE": unexpected status from HEAD request: 503 Service Unavailable',
  ]),
  onPod('image_name_invalid', ANY, (scene, pod) => {
    scene.down(
      pod,
      waiting(
        'InvalidImageName',
        'Failed to apply default image tag "ghcr.io/X:1": couldn\'t parse image name "ghcr.io/X:1": invalid reference format',
      ),
    );
    scene.event(
      pod,
      'InspectFailed',
      'Failed to apply default image tag "ghcr.io/X:1": couldn\'t parse image name "ghcr.io/X:1": invalid reference format',
      30_000,
      5,
    );
  }),
  onPod('pull_secret_missing', ANY, (scene, pod) => {
    pod.spec.imagePullSecrets = [{ name: 'registry-login' }];
    scene.down(pod, waiting('ImagePullBackOff', 'Back-off pulling image'));
    scene.event(
      pod,
      'FailedToRetrieveImagePullSecret',
      'Unable to retrieve some image pull secrets (registry-login); attempting to pull the image may not succeed.',
      50_000,
      5,
    );
    scene.event(
      pod,
      'Failed',
      'Failed to pull image "x": pull access denied, repository does not exist or may require authorization',
      50_000,
      3,
    );
  }),
  crash('crash_loop', 1, 'Error', [
    'TypeError: cannot read properties of undefined',
    '    at start (file:///app/dist/services/main.js:1:1)',
  ]),
  crash('crash_loop', 2, 'Error', ['unknown option --frobnicate']),
  crash('out_of_memory', 137, 'OOMKilled', []),
  runsAgain('crash_loop', 1, 'Error', ['TypeError: cannot read properties of undefined']),
  runsAgain('out_of_memory', 137, 'OOMKilled', []),
  crash('wrong_architecture', 255, 'Error', ['exec /nodejs/bin/node: exec format error']),
  crash('command_not_found', 128, 'StartError', [], {
    message:
      'failed to create containerd task: OCI runtime create failed: exec: "/app/nothing": stat /app/nothing: no such file or directory: unknown',
  }),
  onPod('command_not_found', ANY, (scene, pod) => {
    scene.down(pod, {
      ...waiting(
        'RunContainerError',
        'failed to create containerd task: exec: "serve": executable file not found in $PATH',
      ),
      restartCount: 2,
    });
  }),
  crash('command_not_found', 127, 'Error', ['/bin/sh: 1: serve: not found']),
  configError('secret_missing', 'secret "partner-token" not found'),
  configError('config_map_missing', 'configmap "partner-settings" not found'),
  configError('key_missing', "couldn't find key api-key in Secret influscope/influscope-credentials"),
  configError('key_missing', "couldn't find key QUEUE in ConfigMap influscope/influscope-settings"),
  configError(
    'runs_as_root',
    'container has runAsNonRoot and image will run as root (pod: "x", container: y)',
  ),
  mount(
    'secret_missing',
    'MountVolume.SetUp failed for volume "credentials" : secret "influscope-credentials" not found',
    (scene) => scene.remove('Secret', 'influscope-credentials'),
  ),
  mount(
    'config_map_missing',
    'MountVolume.SetUp failed for volume "config" : configmap "rabbitmq-config" not found',
    (scene) => scene.remove('ConfigMap', 'rabbitmq-config'),
  ),
  mount(
    'key_missing',
    'MountVolume.SetUp failed for volume "credentials" : references non-existent secret key: queue-password',
  ),
  mount(
    'volume_not_mounting',
    'MountVolume.MountDevice failed for volume "pvc-1" : rpc error: code = Internal desc = wrong fs type, bad option, bad superblock on /dev/nvme1n1',
  ),
  onPod('container_not_created', ANY, (scene, pod) => {
    scene.down(
      pod,
      waiting(
        'CreateContainerError',
        'failed to reserve container name "api_api-1": name is reserved for "1f"',
      ),
    );
  }),
  onPod('hangs_at_start', APPLICATIONS, (scene, pod) => {
    scene.down(pod, {
      running: { startedAt: scene.at(30_000) },
      restartCount: 1,
      lastState: ended(137, 'Error'),
    });
    scene.event(
      pod,
      'Unhealthy',
      'Startup probe failed: Get "http://10.244.1.7:9090/healthz": dial tcp 10.244.1.7:9090: connect: connection refused',
      90_000,
      80,
    );
    scene.log(pod, ['{"level":"info","msg":"starts"}']);
  }),
  onPod('probe_wrong_port', APPLICATIONS, (scene, pod) => {
    const [container] = pod.spec.containers;
    container.readinessProbe = { httpGet: { path: '/readyz', port: 9191 }, periodSeconds: 2 };
    scene.down(pod, { running: { startedAt: scene.at(60_000) } });
    scene.event(
      pod,
      'Unhealthy',
      'Readiness probe failed: Get "http://10.244.1.7:9191/readyz": dial tcp 10.244.1.7:9191: connect: connection refused',
      50_000,
      25,
    );
  }),
  onPod('not_ready', APPLICATIONS, (scene, pod) => {
    scene.down(pod, { running: { startedAt: scene.at(60_000) } });
    scene.event(
      pod,
      'Unhealthy',
      'Readiness probe failed: HTTP probe failed with statuscode: 500',
      50_000,
      25,
    );
  }),
  onPod('liveness_kills', APPLICATIONS, (scene, pod) => {
    scene.down(pod, {
      running: { startedAt: scene.at(10_000) },
      restartCount: 4,
      lastState: ended(137, 'Error'),
    });
    scene.event(
      pod,
      'Unhealthy',
      'Liveness probe failed: HTTP probe failed with statuscode: 500',
      80_000,
      12,
    );
  }),
  onPod('volume_full', ['rabbitmq', 'minio', ...APPLICATIONS], (scene, pod) => {
    scene.down(pod, { running: { startedAt: scene.at(60_000) } });
    scene.log(pod, ['write /data/x: no space left on device']);
  }),
  onPod('credentials_refused', ['indexer', 'scraper'], (scene, pod) => {
    scene.down(pod, { running: { startedAt: scene.at(60_000) } });
    scene.event(
      pod,
      'Unhealthy',
      'Readiness probe failed: HTTP probe failed with statuscode: 503',
      50_000,
      25,
    );
    scene.log(pod, [
      '{"level":"error","msg":"Handshake terminated by server: 403 (ACCESS-REFUSED) with message \\"ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN\\""}',
    ]);
  }),
  onPod('node_network_unavailable', ANY, (scene, pod) => {
    scene.down(pod, waiting('ContainerCreating'));
    scene.event(
      pod,
      'FailedCreatePodSandBox',
      'Failed to create pod sandbox: plugin type="aws-cni" failed (add): add cmd: failed to assign an IP address to container',
      60_000,
      6,
    );
  }),
];
