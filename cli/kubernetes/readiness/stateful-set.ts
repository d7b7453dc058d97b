import type { KubeObject } from '../objects.ts';
import { conditionOf, isOwnedBy } from '../objects.ts';
import { assessCommon } from './common.ts';
import type { AssessReadiness } from './object-readiness.ts';
import { current, inProgress } from './object-readiness.ts';
import type { Pod } from './pod-status.ts';
import { assessWorkloadPods } from './workload-pods.ts';

export interface StatefulSet extends KubeObject {
  spec?: { replicas?: number; updateStrategy?: { type?: string; rollingUpdate?: { partition?: number } } };
  status?: {
    observedGeneration?: number;
    replicas?: number;
    readyReplicas?: number;
    updatedReplicas?: number;
    currentRevision?: string;
    updateRevision?: string;
  };
}

export const assessStatefulSet: AssessReadiness = (object, related, now) => {
  const set = object as StatefulSet;
  const common = assessCommon(set);
  if (common) return common;
  const {
    observedGeneration,
    replicas = 0,
    readyReplicas = 0,
    updatedReplicas = 0,
    currentRevision,
    updateRevision,
  } = set.status ?? {};
  if (observedGeneration === undefined) return inProgress('is waiting for its controller');
  const wanted = set.spec?.replicas ?? 1;
  const partition = set.spec?.updateStrategy?.rollingUpdate?.partition ?? 0;
  const lag = describeLag();
  const own = related.pods.filter((pod) => isOwnedBy(pod, set.metadata.uid));
  const pods = assessWorkloadPods(own, related, now);
  if (lag === null)
    return pods?.condition === 'Restarted' ? pods : current(`${readyReplicas} of ${wanted} ready`);
  return pods
    ? { ...pods, reason: `${pods.reason} (${lag})` }
    : inProgress(lag, { condition: 'Progressing' });

  function describeLag(): string | null {
    if (replicas < wanted) return `${replicas} of ${wanted} pods created`;
    if (readyReplicas < wanted) return `${readyReplicas} of ${wanted} pods ready`;
    if (replicas > wanted) return `${replicas - wanted} pods to delete`;
    if (set.spec?.updateStrategy?.type === 'OnDelete') return null;
    if (partition > 0) {
      const due = Math.max(0, wanted - partition);
      return updatedReplicas < due ? `${updatedReplicas} of ${due} pods updated` : null;
    }
    return currentRevision !== updateRevision ? `${updatedReplicas} of ${wanted} pods updated` : null;
  }
};

/**
 * A pod of an older revision that is not ready while an update waits for it. The controller never replaces such a pod
 * by itself, so a corrected set would wait for its broken pod for ever.
 */
export function stuckOldPod(object: KubeObject, pods: readonly KubeObject[]): KubeObject | undefined {
  const { status, metadata } = object as StatefulSet;
  if (!status?.updateRevision || status.currentRevision === status.updateRevision) return undefined;
  return pods.find(
    (pod) =>
      isOwnedBy(pod, metadata.uid) &&
      pod.metadata.deletionTimestamp === undefined &&
      pod.metadata.labels?.['controller-revision-hash'] !== status.updateRevision &&
      conditionOf((pod as Pod).status?.conditions, 'Ready')?.status !== 'True',
  );
}
