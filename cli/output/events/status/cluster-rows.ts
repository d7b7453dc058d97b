import type { ChalkInstance } from 'chalk';
import { formatBytes, formatDuration, oneLine } from '#cli/output/text/format.ts';
import { MARKS } from '../define/object-states.ts';
import type { StatusEvent } from './schema.ts';

type Cluster = NonNullable<StatusEvent['cluster']>;

/** Rows about a cluster. */
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
