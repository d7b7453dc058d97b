import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Pod } from '#cli/kubernetes/readiness/pod-status.ts';
import { RESOURCES, resourcePath } from '#cli/kubernetes/resources.ts';
import type { LogLine } from '#cli/targets/target.ts';
import { readText } from '#lib/read-text.ts';
import { readLines } from '#lib/text/lines.ts';

/** A line with the node's own time of it, which sorts as text. */
export interface StampedLine {
  stamp: string;
  line: LogLine;
}

export interface PodLogOptions {
  /** Lines from the end of each container; `null` for all. */
  lines: number | null;
  /** Epoch milliseconds. */
  since: number | null;
  signal: AbortSignal;
}

/** What a pod's containers logged, also before they were last started again. A log that cannot be read is left out. */
export async function readPodLog(
  client: KubeClient,
  pod: Pod,
  options: PodLogOptions,
): Promise<StampedLine[]> {
  const { lines, since, signal } = options;
  const runs = (pod.status?.containerStatuses ?? []).flatMap(({ name, restartCount = 0 }) => [
    ...(restartCount > 0 ? [{ container: name, previous: 'true' }] : []),
    { container: name, previous: 'false' },
  ]);
  const read = await Promise.all(
    runs.map(async (run) => {
      const query = new URLSearchParams({ ...run, timestamps: 'true' });
      if (lines !== null) query.set('tailLines', String(lines));
      if (since !== null) query.set('sinceTime', new Date(since).toISOString());
      try {
        const text = await readText(await client.stream(`${logPath(pod)}?${query}`, 'Log', { signal }));
        return text.split('\n').flatMap((line) => parseLine(line, pod) ?? []);
      } catch {
        signal.throwIfAborted();
        return [];
      }
    }),
  );
  return read.flat();
}

/** Calls `onLine` for each line after `since` until the container ends. */
export async function followPodLog(
  client: KubeClient,
  pod: Pod,
  container: string,
  { since, signal }: { since: string; signal: AbortSignal },
  onLine: (line: StampedLine) => void,
): Promise<void> {
  const query = new URLSearchParams({
    container,
    timestamps: 'true',
    follow: 'true',
    sinceTime: `${since.slice(0, 19)}Z`,
  });
  try {
    const answer = await client.stream(`${logPath(pod)}?${query}`, 'Log', { signal });
    for await (const text of readLines(answer)) {
      const line = parseLine(text, pod);
      // `sinceTime` knows whole seconds only.
      if (line && line.stamp > since) onLine(line);
    }
  } catch {
    // The container is gone, or the command is ending; a new container is followed when it is seen.
  }
}

function logPath({ metadata }: Pod): string {
  return `${resourcePath(RESOURCES.pod, metadata)}/log`;
}

/** What a server logs in words of its own becomes a record too, so that all lines read alike. */
function parseLine(text: string, { metadata }: Pod): StampedLine | null {
  const space = text.indexOf(' ');
  if (space < 0) return null;
  const stamp = text.slice(0, space);
  const said = text.slice(space + 1);
  const service = metadata.labels?.['app.kubernetes.io/name'] ?? metadata.name;
  const record = {
    ...(parseRecord(said) ?? { time: stamp, level: 'info', service, msg: said }),
    pod: metadata.name,
  };
  return { stamp, line: { text: JSON.stringify(record), record } };
}

/** A line of JSON, by the names that a line is shown by; `null` for any other. */
function parseRecord(text: string): Record<string, unknown> | null {
  if (!text.startsWith('{')) return null;
  try {
    const record = JSON.parse(text) as Record<string, unknown>;
    if (typeof record.msg === 'string' && typeof record.time === 'string') return record;
    // The search server has names of its own for them.
    const { '@timestamp': time, message: msg, 'log.level': level, 'log.logger': logger } = record;
    if (typeof time !== 'string' || typeof msg !== 'string') return null;
    return { time, level: String(level).trim().toLowerCase(), service: 'elasticsearch', msg, logger };
  } catch {
    return null;
  }
}
