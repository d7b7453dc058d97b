import type { Condition, KubeObject } from '../objects.ts';

/** The fields of specifications that the rules read. */
export interface Probe {
  httpGet?: { path?: string; port: number | string };
  tcpSocket?: { port: number | string };
  grpc?: { port: number };
  periodSeconds?: number;
  failureThreshold?: number;
}

export interface ContainerSpec {
  name: string;
  image?: string;
  ports?: readonly { name?: string; containerPort: number }[];
  startupProbe?: Probe;
  readinessProbe?: Probe;
  livenessProbe?: Probe;
  resources?: { limits?: { memory?: string }; requests?: Record<string, string> };
}

export interface PodSpec {
  nodeName?: string;
  schedulingGates?: readonly { name: string }[];
  imagePullSecrets?: readonly { name: string }[];
  containers?: readonly ContainerSpec[];
  initContainers?: readonly ContainerSpec[];
  volumes?: readonly { persistentVolumeClaim?: { claimName: string } }[];
}

export interface Workload extends KubeObject {
  spec?: {
    replicas?: number;
    template?: { metadata?: { labels?: Record<string, string> }; spec?: PodSpec };
  };
  status?: {
    observedGeneration?: number;
    updateRevision?: string;
    conditions?: Condition[];
  };
}

export interface Node extends KubeObject {
  spec?: { unschedulable?: boolean; taints?: readonly { key: string; effect?: string }[] };
  status?: { conditions?: Condition[] };
}
