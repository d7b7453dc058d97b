import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { RESOURCES, resourcePath } from '#cli/kubernetes/resources.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import { readText } from '#lib/read-text.ts';
import type { Facts } from '../facts.ts';
import { isReady } from '../facts.ts';
import type { LogTail } from '../snapshot.ts';

const LINES = 20;
const MAX_CONTAINERS = 12;
const AT_ONCE = 4;
const TIMEOUT_MS = 5_000;

/** The last lines of containers that have run and are not ready, also of the run before; at most twelve containers. */
export async function readLogs(client: KubeClient, facts: Facts, signal: AbortSignal): Promise<LogTail[]> {
  const wanted = facts.pods
    .filter((pod) => !isReady(pod))
    .flatMap((pod) =>
      facts.containers(pod).flatMap(({ spec, status }) => {
        const name = { pod: pod.metadata.name, container: spec.name };
        const ran = status.state?.running !== undefined || status.state?.terminated !== undefined;
        if (status.ready || (!ran && (status.restartCount ?? 0) === 0)) return [];
        return [
          ...((status.restartCount ?? 0) > 0 ? [{ ...name, previous: true }] : []),
          ...(ran ? [{ ...name, previous: false }] : []),
        ];
      }),
    )
    .slice(0, MAX_CONTAINERS);
  const { default: limitTo } = await import('p-limit');
  const limit = limitTo(AT_ONCE);
  const tails = await Promise.all(
    wanted.map((one) =>
      limit(async () => ({ ...one, lines: await readTail(client, facts.snapshot.namespace, one, signal) })),
    ),
  );
  return tails.filter(({ lines }) => lines.length > 0);
}

async function readTail(
  client: KubeClient,
  namespace: string,
  { pod, container, previous }: Omit<LogTail, 'lines'>,
  signal: AbortSignal,
): Promise<string[]> {
  using bound = startDeadline(TIMEOUT_MS, { signal });
  const query = new URLSearchParams({
    container,
    previous: String(previous),
    tailLines: String(LINES),
    limitBytes: '65536',
  });
  const path = `${resourcePath(RESOURCES.pod, { namespace, name: pod })}/log?${query}`;
  try {
    const text = await readText(await client.stream(path, `Log of ${pod}`, { signal: bound.signal }));
    return text.split('\n').filter((line) => line.trim() !== '');
  } catch {
    signal.throwIfAborted();
    return [];
  }
}
