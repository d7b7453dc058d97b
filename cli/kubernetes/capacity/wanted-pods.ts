import type { KubeObject } from '../objects.ts';
import type { PlacedPod, PodSpec } from './model.ts';
import type { ClusterFacts } from './read-cluster.ts';
import { zonesOf } from './read-cluster.ts';
import { podRequests } from './requests.ts';

/** A workload's pods as they will be. */
export interface WantedPods {
  owner: string;
  pods: PlacedPod[];
  /** Pods beside them while an update rolls. */
  surge: number;
}

interface Workload extends KubeObject {
  spec?: {
    replicas?: number;
    template?: { metadata?: { labels?: Record<string, string> }; spec?: PodSpec };
    strategy?: {
      type?: string;
      rollingUpdate?: { maxSurge?: number | string; maxUnavailable?: number | string };
    };
    volumeClaimTemplates?: { metadata?: { name?: string } }[];
  };
}

/** The pods that a Deployment, StatefulSet or bare Pod makes; `null` for any other kind. */
export function wantedPods(
  object: KubeObject,
  facts: Pick<ClusterFacts, 'claims' | 'volumes'>,
): WantedPods | null {
  if (!['Deployment', 'StatefulSet', 'Pod'].includes(object.kind)) return null;
  const { kind, metadata, spec } = object as Workload;
  const bare = kind === 'Pod';
  const owner = `${kind}/${metadata.name}`;
  const namespace = metadata.namespace ?? 'default';
  const podSpec: PodSpec = (bare ? (spec as PodSpec | undefined) : spec?.template?.spec) ?? {};
  const replicas = bare ? 1 : (spec?.replicas ?? 1);
  const pods = Array.from({ length: replicas }, (_, index): PlacedPod => {
    const claims = [
      ...(podSpec.volumes ?? []).flatMap(
        ({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [],
      ),
      ...(spec?.volumeClaimTemplates ?? []).map(
        (template) => `${template.metadata?.name}-${metadata.name}-${index}`,
      ),
    ];
    return {
      owner,
      namespace,
      labels: (bare ? metadata.labels : spec?.template?.metadata?.labels) ?? {},
      requests: podRequests(podSpec),
      spec: podSpec,
      zones: zonesOf(claims, namespace, facts),
    };
  });
  return { owner, pods, surge: kind === 'Deployment' ? neededSurge(object as Workload, replicas) : 0 };
}

/** Where old pods may go first, an update needs no room of its own. */
function neededSurge({ spec }: Workload, replicas: number): number {
  if (spec?.strategy?.type === 'Recreate' || replicas === 0) return 0;
  const { maxSurge = '25%', maxUnavailable = '25%' } = spec?.strategy?.rollingUpdate ?? {};
  const share = (value: number | string, whole: (part: number) => number) =>
    typeof value === 'number' ? value : whole((Number.parseFloat(value) / 100) * replicas);
  if (share(maxUnavailable, Math.floor) > 0) return 0;
  return Math.max(1, Math.min(1, share(maxSurge, Math.ceil)));
}
