import type { LabelSelector, PodSpec, Taint } from './model.ts';

type Labels = Readonly<Record<string, string>>;

/** Does a label selector mean these labels? One that is left out means nothing; an empty one everything. */
export function selects(selector: LabelSelector | undefined, labels: Labels): boolean {
  if (selector === undefined) return false;
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (selector.matchExpressions ?? []).every((expression) => matches(expression, labels))
  );
}

/** Do the pod's own words about nodes (`nodeSelector`, required node affinity) allow this one? */
export function allowsNode({ nodeSelector, affinity }: PodSpec, labels: Labels): boolean {
  if (!Object.entries(nodeSelector ?? {}).every(([key, value]) => labels[key] === value)) return false;
  const terms = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (terms === undefined) return true;
  return terms.some(({ matchExpressions = [] }) =>
    matchExpressions.every((expression) => matches(expression, labels)),
  );
}

/** The first taint that keeps the pod away. */
export function untolerated({ tolerations = [] }: PodSpec, taints: readonly Taint[]): Taint | undefined {
  return taints.find(
    (taint) =>
      taint.effect !== 'PreferNoSchedule' &&
      !tolerations.some(
        ({ key, operator = 'Equal', value, effect }) =>
          (effect === undefined || effect === '' || effect === taint.effect) &&
          (operator === 'Exists'
            ? key === undefined || key === '' || key === taint.key
            : key === taint.key && (value ?? '') === (taint.value ?? '')),
      ),
  );
}

function matches(
  { key, operator, values = [] }: { key: string; operator: string; values?: string[] },
  labels: Labels,
): boolean {
  const value = labels[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return Number(value) > Number(values[0]);
    case 'Lt':
      return Number(value) < Number(values[0]);
    default:
      return false;
  }
}
