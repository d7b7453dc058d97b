import { stringify } from 'yaml';
import { openMeant } from './connect.ts';
import type { Kubernetes } from './kubernetes.ts';

type Whole = Record<'clusters' | 'users', { name: string }[]>;

/** The kubeconfig reduced to this instance's context, with its namespace. */
export async function describeKubeconfig(kube: Kubernetes): Promise<string> {
  const { config, identity } = await openMeant(kube);
  const whole = JSON.parse(config.exportConfig()) as Whole;
  const { cluster, user } = config.getContextObject(identity.context) ?? {};
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': identity.context,
    clusters: whole.clusters.filter(({ name }) => name === cluster),
    users: whole.users.filter(({ name }) => name === user),
    contexts: [{ name: identity.context, context: { cluster, user, namespace: kube.namespace } }],
  });
}
