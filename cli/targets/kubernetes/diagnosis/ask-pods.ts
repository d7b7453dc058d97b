import { send } from '#cli/http/request.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { openForward } from '#cli/kubernetes/client/port-forward.ts';
import { createFacts, isReady } from '#cli/kubernetes/diagnosis/facts.ts';
import type { ProbeAnswer, Snapshot } from '#cli/kubernetes/diagnosis/snapshot.ts';
import type { ContainerSpec } from '#cli/kubernetes/diagnosis/specs.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import { readText } from '#lib/read-text.ts';

const MAX_PODS = 4;
const TIMEOUT_MS = 3_000;
const MAX_TEXT = 2_000;

/**
 * What the readiness addresses of pods that run and are not ready answer, through the API server; at most four pods. The
 * admin token makes the services name each part.
 */
export async function askPods(
  client: KubeClient,
  snapshot: Snapshot,
  token: string | null,
  signal: AbortSignal,
): Promise<ProbeAnswer[]> {
  const facts = createFacts(snapshot);
  const asked = facts.pods
    .filter((pod) => !isReady(pod))
    .flatMap((pod) =>
      facts
        .containers(pod)
        .filter(({ status, init }) => !init && !status.ready && status.state?.running)
        .map(({ spec }) => ({ pod: pod.metadata.name, spec, port: portOf(spec) })),
    )
    .slice(0, MAX_PODS);
  const answers = await Promise.all(
    asked.map(async ({ pod, spec, port }) => {
      const path = spec.readinessProbe?.httpGet?.path;
      if (port === null || path === undefined) return [];
      return ask(
        client,
        snapshot.namespace,
        { pod, port, path, token: isAdmin(spec) ? token : null },
        signal,
      ).then(
        (answer) => [{ pod, container: spec.name, ...answer }],
        () => [],
      );
    }),
  );
  return answers.flat();
}

/** The admin API of our own services. */
const isAdmin = ({ readinessProbe }: ContainerSpec) => readinessProbe?.httpGet?.port === 'admin';

function portOf({ readinessProbe, ports = [] }: ContainerSpec): number | null {
  const port = readinessProbe?.httpGet?.port;
  if (typeof port === 'number') return port;
  return ports.find(({ name }) => name === port)?.containerPort ?? null;
}

async function ask(
  client: KubeClient,
  namespace: string,
  { pod, port, path, token }: { pod: string; port: number; path: string; token: string | null },
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  using bound = startDeadline(TIMEOUT_MS, { signal });
  const forward = await openForward(client.config, { namespace, where: async () => ({ pod, port }) });
  try {
    const endpoint = {
      url: `http://127.0.0.1:${forward.port}`,
      proof: null,
      ...(token !== null && { token }),
    };
    const answer = await send(endpoint, token === null ? path : `${path}?verbose`, { signal: bound.signal });
    const text = await readText(answer);
    return { status: answer.statusCode ?? 0, text: text.slice(0, MAX_TEXT) };
  } finally {
    forward.close();
  }
}
