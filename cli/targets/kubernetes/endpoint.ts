import { NotReadyError, OperationError } from '#cli/errors.ts';
import type { Endpoint } from '#cli/http/endpoint.ts';
import type { Forward } from '#cli/kubernetes/client/port-forward.ts';
import { openForward } from '#cli/kubernetes/client/port-forward.ts';
import { conditionOf } from '#cli/kubernetes/objects.ts';
import type { Pod } from '#cli/kubernetes/readiness/pod-status.ts';
import { RESOURCES } from '#cli/kubernetes/resources.ts';
import type { Kubernetes } from './kubernetes.ts';
import { CREDENTIALS_NAME } from './names.ts';
import { credential, readCredentials } from './secrets/credentials.ts';
import { readKubernetesState } from './state.ts';

/** Connections to the instance, opened on first use. */
export interface Forwards {
  endpoint(surface: 'public' | 'admin', service: string): Promise<Endpoint>;
  /** The public surface through the API server, whatever address there is. */
  direct(service: string): Promise<Endpoint>;
  close(): void;
}

const ASK_TIMEOUT_MS = 20_000;

/**
 * The public surface is the balancer's address, where there is one. The admin surface is reached through the API server
 * and in no other way; its token is in the Secret.
 */
export function createForwards(kube: Kubernetes): Forwards {
  const open = new Map<string, Promise<Forward>>();
  let token: Promise<string> | undefined;

  const forward = (service: string, portName: string): Promise<Forward> => {
    const key = `${service}/${portName}`;
    const known = open.get(key);
    if (known) return known;
    const made = (async () => {
      const { client } = await kube.connect();
      const where = () => findPod(kube, service, portName);
      // Told now, with a reason, rather than by a connection that breaks.
      await where();
      return openForward(client.config, { namespace: kube.namespace, where });
    })();
    open.set(key, made);
    made.catch(() => open.delete(key));
    return made;
  };
  const direct = async (service: string, portName: string): Promise<Endpoint> => {
    const { port } = await forward(service, portName);
    return { url: `http://127.0.0.1:${port}`, proof: null };
  };

  return {
    direct: (service) => direct(service, 'http'),
    async endpoint(surface, service) {
      if (surface === 'public') {
        const url = usableUrl(kube);
        return url === null ? direct(service, 'http') : { url, proof: null };
      }
      token ??= readToken(kube);
      const [way, secret] = await Promise.all([direct(service, 'admin'), token]);
      return { ...way, token: secret };
    },
    close() {
      for (const one of open.values()) void one.then((made) => made.close()).catch(() => {});
    },
  };
}

/** The remembered address, unless another cluster is meant now. */
function usableUrl({ state, settings }: Kubernetes): string | null {
  const remembered = readKubernetesState(state);
  const { context } = settings.values;
  return context === null || context === remembered?.context ? (remembered?.url ?? null) : null;
}

/** A pod of a service that runs, a ready one first, and the number of its named port. Throws a `NotReadyError`. */
export async function findPod(
  kube: Kubernetes,
  service: string,
  portName: string,
): Promise<{ pod: string; port: number }> {
  const { client } = await kube.connect();
  const labelSelector = `app.kubernetes.io/name=${service},app.kubernetes.io/part-of=influscope`;
  const signal = AbortSignal.timeout(ASK_TIMEOUT_MS);
  const { items } = await client.list<Pod>(
    RESOURCES.pod,
    { namespace: kube.namespace, labelSelector },
    signal,
  );
  const usable = items.filter(
    ({ metadata, status }) => metadata.deletionTimestamp === undefined && status?.phase === 'Running',
  );
  const ready =
    usable.find(({ status }) => conditionOf(status?.conditions, 'Ready')?.status === 'True') ?? usable[0];
  const port = ready?.spec?.containers
    ?.flatMap(({ ports = [] }) => ports)
    .find(({ name }) => name === portName)?.containerPort;
  if (ready === undefined || port === undefined) {
    throw new NotReadyError(`No pod of ${service} runs in the namespace "${kube.namespace}"`, {
      code: items.length === 0 ? 'platform_absent' : 'platform_unready',
      hint: items.length === 0 ? { command: ['up'] } : { command: ['status'] },
      laggards: [service],
    });
  }
  return { pod: ready.metadata.name, port };
}

async function readToken(kube: Kubernetes): Promise<string> {
  const { client } = await kube.connect();
  const secret = await readCredentials(client, kube.namespace, AbortSignal.timeout(ASK_TIMEOUT_MS));
  const token = secret && credential(secret, 'admin-token');
  if (token) return token;
  throw new OperationError(`The Secret ${CREDENTIALS_NAME} with the admin token is missing`, {
    code: 'credentials_missing',
    hint: { command: ['deploy'] },
  });
}
