import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { MAX_SKEW_MS, readSkewMs } from '#cli/kubernetes/diagnosis/observe/read-skew.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';
import { RESOURCES, refTo } from '#cli/kubernetes/resources.ts';
import { formatDuration } from '#cli/output/text/format.ts';
import type { CheckResult } from '../check.ts';
import { fail, ok, warn } from '../check.ts';
import { desiredStages } from './deploy/desired.ts';
import type { Kubernetes } from './kubernetes.ts';

const KUBECTL_TIMEOUT_MS = 10_000;
const ENFORCE = 'pod-security.kubernetes.io/enforce';
/** Network plugins that enforce network policies, by a container of theirs in any namespace. */
const PLUGINS: readonly (readonly [name: string, container: RegExp])[] = [
  ['the VPC CNI', /^aws-(eks-nodeagent|network-policy-agent)$/],
  ['Calico', /^calico-node$/],
  ['Cilium', /^cilium-agent$/],
  ['Antrea', /^antrea-agent$/],
  ['kube-router', /^kube-router$/],
  ['OVN-Kubernetes', /^(ovnkube-|ovn-controller)/],
  ['Azure', /^azure-npm$/],
  ['Weave', /^weave-npc$/],
  ['kindnet', /^kindnet-cni$/],
];

/** kubectl is not needed; many fixes use it. */
export async function checkTools(): Promise<CheckResult> {
  try {
    const args = ['version', '--client', '-o', 'json'];
    const { stdout } = await promisify(execFile)('kubectl', args, { timeout: KUBECTL_TIMEOUT_MS });
    const { clientVersion } = JSON.parse(stdout) as { clientVersion?: { gitVersion?: string } };
    return ok(
      `kubectl ${clientVersion?.gitVersion ?? 'of an unknown version'}, Node ${process.versions.node}`,
    );
  } catch {
    return warn('kubectl cannot be run. influscope does not need it, but many fixes use it', {
      text: 'install kubectl: https://kubernetes.io/docs/tasks/tools/',
    });
  }
}

export async function checkClock(kube: Kubernetes, signal: AbortSignal): Promise<CheckResult> {
  const { client } = await kube.connect();
  const skewMs = await readSkewMs(client, kube.clock, signal);
  if (skewMs === null) return ok('the API server does not report the time');
  if (Math.abs(skewMs) < MAX_SKEW_MS) return ok('this machine and the cluster have the same time');
  const words = skewMs > 0 ? 'behind' : 'ahead of';
  return fail(`this machine is ${formatDuration(Math.abs(skewMs))} ${words} the cluster`, {
    text: 'correct the clock of this machine',
    shell: [['sudo', 'timedatectl', 'set-ntp', 'true']],
  });
}

interface StorageClass extends KubeObject {
  provisioner?: string;
}

export async function checkStorageClasses(kube: Kubernetes, signal: AbortSignal): Promise<CheckResult> {
  const { client } = await kube.connect();
  const { stages, substitute } = await desiredStages(kube, client, signal);
  const { items } = await client.list<StorageClass>(RESOURCES.storageClass, {}, signal);
  const own = stages.flatMap(({ objects }) => objects).find(({ kind }) => kind === 'StorageClass');
  const name = kube.settings.values.storage_class ?? substitute ?? own?.metadata.name ?? '';
  const used = items.find(({ metadata }) => metadata.name === name) ?? (own as StorageClass | undefined);
  const choice = {
    text: `set storage_class in influscope.yaml to one of: ${items.map(({ metadata }) => metadata.name).join(', ') || 'none'}`,
  };
  if (used === undefined) return fail(`the storage class ${name} does not exist`, choice);
  const driver = used.provisioner ?? '';
  const known =
    driver.startsWith('kubernetes.io/') ||
    (await client.get(refTo(RESOURCES.csiDriver, driver), signal)) !== null;
  if (!known)
    return fail(`the storage class ${name} needs the CSI driver ${driver}, which is not installed`, choice);
  const instead = substitute === null ? '' : ', the default class of the cluster';
  return ok(`volumes use the storage class ${name}${instead} (driver ${driver})`);
}

export async function checkPodSecurity(kube: Kubernetes, signal: AbortSignal): Promise<CheckResult> {
  const { client } = await kube.connect();
  const space = await client.get(refTo(RESOURCES.namespace, kube.namespace), signal);
  if (space === null) return ok('the namespace does not exist yet; it will enforce the level restricted');
  if (space.metadata.deletionTimestamp !== undefined)
    return fail('the namespace is being deleted', { text: 'wait until it is deleted', command: ['down'] });
  const level = space.metadata.labels?.[ENFORCE];
  return ok(
    level === undefined
      ? 'the namespace enforces no level'
      : `the namespace enforces the level ${level}; all pods comply`,
  );
}

interface PodWithContainers extends KubeObject {
  spec?: { containers?: { name: string }[] };
}

export async function checkNetworkPolicies(kube: Kubernetes, signal: AbortSignal): Promise<CheckResult> {
  const { client } = await kube.connect();
  const { items } = await client.list<PodWithContainers>(RESOURCES.pod, {}, signal);
  const names = new Set(items.flatMap(({ spec }) => (spec?.containers ?? []).map(({ name }) => name)));
  const plugin = PLUGINS.find(([, container]) => [...names].some((name) => container.test(name)));
  if (plugin) return ok(`${plugin[0]} enforces network policies`);
  return warn('found no network plugin that enforces network policies; every pod can reach every other pod', {
    text: 'install one, e.g. Calico or Cilium; on EKS, set enableNetworkPolicy of the add-on vpc-cni',
  });
}

interface Node extends KubeObject {
  status?: { images?: { names?: string[] }[] };
}
interface PodTemplate extends KubeObject {
  spec?: {
    template?: { spec?: { containers?: { image?: string }[]; initContainers?: { image?: string }[] } };
  };
}

/** Which images the nodes have, and which could not be pulled. Nothing is started to find out. */
export async function checkImages(kube: Kubernetes, signal: AbortSignal): Promise<CheckResult> {
  const { client } = await kube.connect();
  const { stages } = await desiredStages(kube, client, signal);
  const templates = stages
    .flatMap(({ objects }) => objects as PodTemplate[])
    .flatMap(({ spec }) => spec?.template?.spec ?? []);
  const images = [
    ...new Set(
      templates
        .flatMap(({ containers = [], initContainers = [] }) => [...containers, ...initContainers])
        .flatMap(({ image }) => image ?? []),
    ),
  ];
  const [nodes, events] = await Promise.all([
    client.list<Node>(RESOURCES.node, {}, signal),
    client.list<KubeObject & { reason?: string; message?: string }>(
      RESOURCES.event,
      { namespace: kube.namespace, fieldSelector: 'type=Warning' },
      signal,
    ),
  ]);
  const has = (image: string) => {
    const [name = image, digest] = image.split('@');
    const repository = name.replace(/:[^/:]*$/, '');
    return nodes.items.some(({ status }) =>
      (status?.images ?? []).some(({ names = [] }) =>
        names.some((one) =>
          digest
            ? one.endsWith(digest) && one.includes(repository)
            : one === image || one.endsWith(`/${image}`),
        ),
      ),
    );
  };
  const absent = images.filter((image) => !has(image));
  const failed = absent.find((image) =>
    events.items.some(({ reason, message = '' }) => reason === 'Failed' && message.includes(`"${image}"`)),
  );
  if (failed !== undefined)
    return fail(`the nodes cannot pull ${failed}`, { text: 'show why', command: ['explain'] });
  if (absent.length === 0) return ok(`the nodes have all ${images.length} images`);
  return ok(
    `the nodes have ${images.length - absent.length} of ${images.length} images and will pull ${absent.join(', ')}`,
  );
}
