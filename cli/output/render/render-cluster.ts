import type { ChalkInstance } from 'chalk';
import type { EventOf } from '../events/events.ts';
import { formatBytes, formatDuration, oneLine } from '../text/format.ts';
import { truncate } from '../text/text-width.ts';

type ObjectEvent = EventOf<'object'>;
type Cluster = NonNullable<EventOf<'status'>['cluster']>;

const MARKS: Readonly<Record<ObjectEvent['status'], (style: ChalkInstance) => string>> = {
  current: (style) => style.green('✔'),
  'in-progress': (style) => style.yellow('…'),
  failed: (style) => style.red('✖'),
};

/** `✔ Deployment/api 1 of 1 ready`. */
export function renderObject({ kind, name, status, message }: ObjectEvent, style: ChalkInstance): string {
  return `${MARKS[status](style)} ${kind}/${name} ${oneLine(message)}`;
}

/** One line an object; where there is too little room, what is ready gives way first. */
export function renderObjects(
  events: readonly ObjectEvent[],
  { room, width, style }: { room: number; width: number; style: ChalkInstance },
): string[] {
  const order = { failed: 0, 'in-progress': 1, current: 2 } as const;
  const shown = new Set(events.toSorted((a, b) => order[a.status] - order[b.status]).slice(0, room));
  const lines = events
    .filter((event) => shown.has(event))
    .map(
      (event) =>
        `  ${MARKS[event.status](style)} ${truncate(`${event.kind}/${event.name} ${oneLine(event.message)}`, width - 4)}`,
    );
  const hidden = events.length - shown.size;
  return hidden > 0 ? [...lines, `  and ${hidden} more`] : lines;
}

/** A heading for each object that changes, and its lines. */
export function renderDiff({ kind, name, change, lines }: EventOf<'diff'>, style: ChalkInstance): string[] {
  if (change === 'none') return [];
  const paint = (line: string) =>
    line.startsWith('+') ? style.green(line) : line.startsWith('-') ? style.red(line) : line;
  return [style.bold(`${change} ${kind}/${name}`), ...lines.map((line) => `  ${paint(line)}`)];
}

export function renderReceipt({ removed, remaining }: EventOf<'receipt'>, style: ChalkInstance): string[] {
  const row = ({ kind, name, detail }: (typeof removed)[number]) =>
    `  ${kind}/${name}${detail === null ? '' : ` (${detail})`}`;
  return [
    `Removed: ${removed.length === 0 ? 'nothing' : removed.length}`,
    ...removed.map(row),
    remaining.length === 0
      ? style.green('Remaining: nothing')
      : style.yellow(`Remaining: ${remaining.length}`),
    ...remaining.map(row),
  ];
}

/** Rows of `status` about a cluster. */
export function clusterRows(cluster: Cluster, style: ChalkInstance, now: number): [string, string][] {
  return [
    ['context', `${cluster.context} (${cluster.server}), namespace ${cluster.namespace}`],
    ...(cluster.address === null ? [] : [['address', cluster.address] as [string, string]]),
    ...cluster.workloads.map(
      ({ name, version, ready, wanted, restarts, status, message }): [string, string] => [
        name,
        [
          `${MARKS[status](style)} ${ready} of ${wanted} ready`,
          ...(version === null ? [] : [version]),
          ...(restarts > 0 ? [style.yellow(`${restarts} restarts`)] : []),
          ...(status === 'current' ? [] : [oneLine(message)]),
        ].join(', '),
      ],
    ),
    ...cluster.volumes.map(({ name, phase, bytes, used_bytes, created_at }): [string, string] => [
      name,
      [
        phase,
        ...(bytes === null
          ? []
          : [
              used_bytes === null
                ? formatBytes(bytes)
                : `${formatBytes(used_bytes)} of ${formatBytes(bytes)}`,
            ]),
        ...(created_at === null ? [] : [`${formatDuration(Math.max(0, now - Date.parse(created_at)))} old`]),
      ].join(', '),
    ]),
  ];
}
