import { UserError } from '#cli/errors.ts';
import { createKubeClient } from '#cli/kubernetes/client/client.ts';
import type { ClusterIdentity, OpenKubeConfig } from '#cli/kubernetes/client/kube-config.ts';
import { openKubeConfig } from '#cli/kubernetes/client/kube-config.ts';
import type { Event } from '#cli/output/events/events.ts';
import { note } from '#cli/output/events/events.ts';
import type { Connection } from './connection.ts';
import type { Kubernetes } from './kubernetes.ts';
import type { KubernetesState } from './state.ts';
import { readKubernetesState } from './state.ts';

/**
 * Signs in to the cluster that is meant. It has to be the remembered one, by name, address and authority, unless
 * `--context` says otherwise. Throws a `UserError`.
 */
export async function connect(kube: Kubernetes): Promise<Connection> {
  const { config, identity, state } = await openMeant(kube);
  return { client: createKubeClient(config, identity), state };
}

/** The kubeconfig, its context chosen and recognised. */
export async function openMeant(
  kube: Kubernetes,
): Promise<OpenKubeConfig & { state: KubernetesState | null }> {
  const state = readKubernetesState(kube.state);
  const open = await openKubeConfig({
    context: chooseContext(kube, state),
    path: kube.kubeconfig,
    token: kube.token,
  });
  return { ...open, state: recognise(open.identity, state, isSaid(kube)) };
}

/** Which cluster this is about, for a person. */
export function contextNote({ client }: Connection, { namespace }: Kubernetes): Event {
  const { context, server } = client.identity;
  return note('context', `Context ${context} (${server}), namespace ${namespace}`);
}

const isSaid = ({ settings }: Kubernetes) => settings.origins.context.kind === 'flag';

function chooseContext(kube: Kubernetes, state: KubernetesState | null): string | null {
  const { context } = kube.settings.values;
  if (state === null || context === null || context === state.context || isSaid(kube))
    return context ?? state?.context ?? null;
  throw new UserError(
    `The instance "${kube.name}" runs on the context "${state.context}", not on "${context}"`,
    {
      code: 'context_differs',
      hint: { text: `--context ${context} for the other cluster, else --context ${state.context}` },
    },
  );
}

function recognise(
  identity: ClusterIdentity,
  state: KubernetesState | null,
  said: boolean,
): KubernetesState | null {
  if (state === null) return null;
  const { context, server, caFingerprint } = identity;
  if (state.context === context && state.server === server && state.ca === caFingerprint) return state;
  if (said) return null;
  throw new UserError(
    `The context "${context}" now points to another cluster [server=${server} remembered=${state.server}]`,
    { code: 'cluster_differs', hint: { text: `--context ${context} to use it` } },
  );
}
