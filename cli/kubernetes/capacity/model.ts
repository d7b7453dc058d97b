import type { KubeObject } from '../objects.ts';

/** Amounts that pods ask for and nodes have: thousandths of a core, bytes, pods. */
export interface Amounts {
  cpu: number;
  memory: number;
  pods: number;
}

export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

export interface Taint {
  key: string;
  value?: string;
  effect: string;
}

export interface NodeObject extends KubeObject {
  spec?: { unschedulable?: boolean; taints?: Taint[] };
  status?: { allocatable?: Record<string, string> };
}

interface ContainerSpec {
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  restartPolicy?: string;
}

interface PodAffinityTerm {
  labelSelector?: LabelSelector;
  topologyKey: string;
}

interface NodeSelectorTerm {
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

export interface PodSpec {
  nodeName?: string;
  nodeSelector?: Record<string, string>;
  priorityClassName?: string;
  containers?: ContainerSpec[];
  initContainers?: ContainerSpec[];
  overhead?: Record<string, string>;
  tolerations?: { key?: string; operator?: string; value?: string; effect?: string }[];
  affinity?: {
    nodeAffinity?: {
      requiredDuringSchedulingIgnoredDuringExecution?: { nodeSelectorTerms?: NodeSelectorTerm[] };
    };
    podAffinity?: { requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[] };
    podAntiAffinity?: {
      requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[];
      preferredDuringSchedulingIgnoredDuringExecution?: {
        weight: number;
        podAffinityTerm: PodAffinityTerm;
      }[];
    };
  };
  topologySpreadConstraints?: SpreadConstraint[];
  volumes?: { persistentVolumeClaim?: { claimName: string } }[];
}

export interface SpreadConstraint {
  maxSkew: number;
  topologyKey: string;
  whenUnsatisfiable: string;
  minDomains?: number;
  labelSelector?: LabelSelector;
}

/** A pod to be placed, or one that has its place. */
export interface PlacedPod {
  /** `Deployment/api`, or the pod's own name where nothing of ours made it. */
  owner: string;
  namespace: string;
  labels: Record<string, string>;
  requests: Amounts;
  spec: PodSpec;
  /** Zones its volumes are in; empty while they may be anywhere. */
  zones: readonly string[];
}

/** A node and what is on it. */
export interface NodeState {
  name: string;
  labels: Record<string, string>;
  taints: readonly Taint[];
  allocatable: Amounts;
  used: Amounts;
  pods: PlacedPod[];
}
