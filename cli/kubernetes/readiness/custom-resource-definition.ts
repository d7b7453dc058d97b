import type { Condition, KubeObject } from '../objects.ts';
import { conditionOf } from '../objects.ts';
import { assessCommon, shorten } from './common.ts';
import type { AssessReadiness } from './object-readiness.ts';
import { current, failed, inProgress } from './object-readiness.ts';

interface CustomResourceDefinition extends KubeObject {
  status?: { conditions?: Condition[] };
}

export const assessCustomResourceDefinition: AssessReadiness = (object) => {
  const definition = object as CustomResourceDefinition;
  const common = assessCommon(definition);
  if (common) return common;
  const conditions = definition.status?.conditions;
  const names = conditionOf(conditions, 'NamesAccepted');
  if (names?.status === 'False')
    return failed(`its names are taken: ${shorten(names.message ?? '')}`, { condition: 'NamesNotAccepted' });
  if (conditionOf(conditions, 'Established')?.status === 'True') return current('is established');
  return inProgress('is waiting to be established');
};
