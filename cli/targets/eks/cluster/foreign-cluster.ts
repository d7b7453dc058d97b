import { clusterNames } from '#cli/aws/names.ts';
import { UserError } from '#cli/errors.ts';

type Tags = Readonly<Record<string, string>>;

/** What AWS has under the name of an instance's cluster. */
export interface NamedCluster {
  /** Tags of the cluster's stack; `null` without one. */
  stack: Tags | null;
  /** Tags of the control plane, or `'unknown'`; `null` without one. */
  control: Tags | 'unknown' | null;
}

/**
 * Why a cluster of this name is not ours, in words; `null` for ours, or none. Its resources have the same names as ours
 * would, so none of them may be changed. Pure.
 */
export function whyForeign(name: string, { stack, control }: NamedCluster): string | null {
  const { clusterStack, tags } = clusterNames(name);
  const { key, value } = tags.instance;
  const lacks = (found: Tags) => found[key] !== value;
  if (stack !== null && lacks(stack)) return `the stack ${clusterStack} lacks the tag ${key}=${value}`;
  if (control === 'unknown') return stack === null ? `eksctl did not create the cluster "${name}"` : null;
  return control !== null && lacks(control) ? `the cluster "${name}" lacks the tag ${key}=${value}` : null;
}

export function foreignCluster(why: string, details = ''): UserError {
  return new UserError(`This cluster belongs to another tool: ${why}${details}`, {
    code: 'cluster_foreign',
    hint: { text: 'choose another --name, or --target kubernetes to use the existing cluster' },
  });
}
