import type { Condition, KubeObject } from '../objects.ts';
import { conditionOf } from '../objects.ts';
import { assessCommon, shorten } from './common.ts';
import type { AssessReadiness } from './object-readiness.ts';
import { current, inProgress } from './object-readiness.ts';

/** Kinds whose status says nothing about being ready. */
const ALWAYS_READY = new Set([
  'ConfigMap',
  'HorizontalPodAutoscaler',
  'LimitRange',
  'NetworkPolicy',
  'PodDisruptionBudget',
  'ResourceQuota',
  'Secret',
  'ServiceAccount',
  'StorageClass',
]);

/** An unknown kind is ready if it has no status, or a status that says so. */
export const assessGeneric: AssessReadiness = (object) => {
  const common = assessCommon(object);
  if (common) return common;
  const { status } = object as KubeObject & { status?: { phase?: string; conditions?: Condition[] } };
  if (object.kind === 'Namespace') {
    return status?.phase === 'Active'
      ? current('is active')
      : inProgress(`is ${status?.phase ?? 'being created'}`);
  }
  if (status === undefined || Object.keys(status).length === 0 || ALWAYS_READY.has(object.kind))
    return current('exists');
  const ready = conditionOf(status.conditions, 'Ready') ?? conditionOf(status.conditions, 'Available');
  if (ready?.status === 'True') return current('is ready');
  return inProgress(ready?.message ? shorten(ready.message) : 'does not report that it is ready');
};
