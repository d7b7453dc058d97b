import { readdirSync, readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

export interface Probe {
  httpGet?: { path: string; port: string | number };
  tcpSocket?: { port: string | number };
  grpc?: { port: number; service?: string };
}
export interface Container {
  name: string;
  image: string;
  args?: string[];
  env?: {
    name: string;
    value?: string;
    valueFrom?: {
      secretKeyRef?: { name: string; key: string };
      configMapKeyRef?: { name: string; key: string };
    };
  }[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string; optional?: boolean } }[];
  ports?: { name: string; containerPort: number }[];
  startupProbe?: Probe;
  readinessProbe?: Probe;
  livenessProbe?: Probe;
  lifecycle?: { preStop?: { sleep?: { seconds: number } } };
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  securityContext?: {
    allowPrivilegeEscalation?: boolean;
    readOnlyRootFilesystem?: boolean;
    privileged?: boolean;
    capabilities?: { drop?: string[]; add?: string[] };
  };
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
}
export interface PodSpec {
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  priorityClassName?: string;
  terminationGracePeriodSeconds?: number;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  securityContext?: {
    runAsNonRoot?: boolean;
    runAsUser?: number;
    fsGroup?: number;
    fsGroupChangePolicy?: string;
    seccompProfile?: { type: string };
  };
  initContainers?: Container[];
  containers: Container[];
  volumes?: {
    name: string;
    secret?: { secretName: string; items?: { key: string }[] };
    configMap?: { name: string };
    emptyDir?: object;
  }[];
}
export interface Manifest {
  /** `00-config.yaml`. */
  file: string;
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  automountServiceAccountToken?: boolean;
  data?: Record<string, string>;
  spec?: Spec;
}
export interface NetworkPeer {
  podSelector?: {
    matchLabels?: Record<string, string>;
    matchExpressions?: { key: string; values: string[] }[];
  };
  ipBlock?: { cidr: string; except: string[] };
}
/** What the kinds but workloads have in their `spec`, as far as tests look at it. */
export interface Spec extends NetworkPeer {
  type?: string;
  clusterIP?: string;
  ports?: { port: number; targetPort: string | number }[];
  /** Of a Service the labels themselves. */
  selector?: { matchLabels?: Record<string, string> };
  policyTypes?: string[];
  ingress?: { from?: NetworkPeer[]; ports: { port: number }[] }[];
  egress?: { to?: NetworkPeer[]; ports: { port: number }[] }[];
  scaleTargetRef?: { name: string };
}
export interface Workload extends Omit<Manifest, 'spec'> {
  spec: {
    replicas?: number;
    strategy?: { rollingUpdate?: { maxSurge: number; maxUnavailable: number } };
    selector: { matchLabels: Record<string, string> };
    serviceName?: string;
    template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
    volumeClaimTemplates?: { metadata: { name: string }; spec: { storageClassName: string } }[];
  };
}

export const MANIFEST_FOLDERS = ['manifests', 'manifests/production'] as const;

/** Every object of the files in a folder, in the order in which they are applied, as kubectl reads them. */
export function readManifests(folder: string): Manifest[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return files.toSorted().flatMap((file) => {
    const text = readFileSync(`${folder}/${file}`, 'utf8');
    return parseAllDocuments(text, { version: '1.1' }).map((document) => {
      if (document.errors[0]) throw document.errors[0];
      return { ...(document.toJS() as Omit<Manifest, 'file'>), file };
    });
  });
}

export function workloadsOf(manifests: readonly Manifest[]): Workload[] {
  return manifests.filter(
    ({ kind }) => kind === 'Deployment' || kind === 'StatefulSet',
  ) as unknown[] as Workload[];
}

export function containersOf({ spec }: Workload): Container[] {
  return [...(spec.template.spec.initContainers ?? []), ...spec.template.spec.containers];
}
