import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Pod } from '#cli/kubernetes/readiness/pod-status.ts';
import { RESOURCES } from '#cli/kubernetes/resources.ts';
import { watchObjects } from '#cli/kubernetes/watch/watch.ts';
import type { LogLine, LogsRequest } from '#cli/targets/target.ts';
import type { Kubernetes } from '../kubernetes.ts';
import type { StampedLine } from './read-pod-log.ts';
import { followPodLog, readPodLog } from './read-pod-log.ts';

/** Lines of all pods, or of one service, in the order of time; then new lines as they come. */
export async function* readLogs(kube: Kubernetes, options: LogsRequest): AsyncGenerator<LogLine> {
  const { client } = await kube.connect();
  const { service, lines, since, follow, signal } = options;
  const labelSelector = `app.kubernetes.io/part-of=influscope${service === null ? '' : `,app.kubernetes.io/name=${service}`}`;
  const place = { namespace: kube.namespace, labelSelector };
  const { items } = await client.list<Pod>(RESOURCES.pod, place, signal);
  const logs = await Promise.all(items.map((pod) => readPodLog(client, pod, { lines, since, signal })));
  const all = logs.flat().toSorted((a, b) => (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0));
  const shown = lines === null ? all : lines === 0 ? [] : all.slice(-lines);
  for (const { line } of shown) yield line;
  if (!follow) return;
  const last = all.at(-1)?.stamp ?? new Date(kube.clock()).toISOString();
  for await (const { line } of followPods(client, place, last, signal)) yield line;
}

/** Follows every pod there is and every one that comes, until the signal aborts. */
async function* followPods(
  client: KubeClient,
  place: { namespace: string; labelSelector: string },
  since: string,
  signal: AbortSignal,
): AsyncGenerator<StampedLine> {
  const waiting: StampedLine[] = [];
  const followed = new Set<string>();
  let wake = () => {};
  const push = (line: StampedLine) => {
    waiting.push(line);
    wake();
  };
  const follow = (pod: Pod) => {
    for (const { name, state, restartCount = 0 } of pod.status?.containerStatuses ?? []) {
      // A container that was started again is another one.
      const key = `${pod.metadata.uid}/${name}/${restartCount}`;
      if (!state?.running || followed.has(key)) continue;
      followed.add(key);
      void followPodLog(client, pod, name, { since, signal }, push);
    }
  };
  let fault: unknown;
  const watching = watchObjects<Pod>(client, {
    resource: RESOURCES.pod,
    ...place,
    signal,
    onSighting(sighting) {
      if (sighting.type === 'listed') sighting.objects.forEach(follow);
      else if (sighting.type === 'changed') follow(sighting.object);
      else
        for (const key of followed)
          if (key.startsWith(`${sighting.object.metadata.uid}/`)) followed.delete(key);
    },
  }).catch((error: unknown) => {
    fault = error;
    wake();
  });
  signal.addEventListener('abort', () => wake(), { once: true });
  while (!signal.aborted) {
    yield* waiting.splice(0);
    if (fault !== undefined) throw fault;
    if (waiting.length === 0 && !signal.aborted)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  await watching;
}
