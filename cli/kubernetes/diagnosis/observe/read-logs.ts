import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { RESOURCES, resourcePath } from '#cli/kubernetes/resources.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import { readText } from '#lib/read-text.ts';
import type { Facts } from '../facts.ts';
import { isReady } from '../facts.ts';
import type { LogTail } from '../snapshot.ts';

const LINES = 20;
const MAX_LOGS = 12;
const AT_ONCE = 4;
const TIMEOUT_MS = 5_000;

/**
 * The last lines of containers that have run and are not ready, also of the run before; of at most twelve. A log that cannot be
 * read has no lines.
 */
export async function readLogs(client: KubeClient, facts: Facts, signal: AbortSignal): Promise<LogTail[]> {
  const { default: limitTo } = await import('p-limit');
  const limit = limitTo(AT_ONCE);
  return await Promise.all(
    listLogs(facts).map((one, index) =>
      limit(async () => ({
        ...one,
        lines: index < MAX_LOGS ? await readTail(client, facts.snapshot.namespace, one, signal) : [],
      })),
    ),
  );
}

/** A container has ended, and nothing has tried to read its log since. */
export const hasUnreadLog = (facts: Facts): boolean =>
  listLogs(facts).some(({ pod, container, ended }) => ended && !facts.isLogRead(pod, container));

function listLogs(facts: Facts): Omit<LogTail, 'lines'>[] {
  return facts.pods
    .filter((pod) => !isReady(pod))
    .flatMap((pod) =>
      facts.containers(pod).flatMap(({ spec, status }) => {
        const name = { pod: pod.metadata.name, container: spec.name };
        const hasEnded = status.state?.terminated !== undefined;
        const ran = status.state?.running !== undefined || hasEnded;
        const ranBefore = (status.restartCount ?? 0) > 0 || status.lastState?.terminated !== undefined;
        if (status.ready) return [];
        return [
          ...(ranBefore ? [{ ...name, previous: true, ended: true }] : []),
          ...(ran ? [{ ...name, previous: false, ended: hasEnded }] : []),
        ];
      }),
    );
}

async function readTail(
  client: KubeClient,
  namespace: string,
  { pod, container, previous }: Pick<LogTail, 'pod' | 'container' | 'previous'>,
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
