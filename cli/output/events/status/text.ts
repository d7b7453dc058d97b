import type { ChalkInstance } from 'chalk';
import type { Hint, Wording } from '#cli/hint.ts';
import { foldHint } from '#cli/output/text/fold-hint.ts';
import { foldText } from '#cli/output/text/fold-line.ts';
import { formatBytes, formatCount, formatDuration } from '#cli/output/text/format.ts';
import { clusterRows } from './cluster-rows.ts';
import type { StatusEvent } from './schema.ts';
import { storeRows } from './store-rows.ts';

/** A block of `key  value` lines. */
export function renderStatus(
  status: StatusEvent,
  { style, words, width: columns, now }: { style: ChalkInstance; words: Wording; width: number; now: number },
): string {
  const good = status.state === 'running' && status.ready === true;
  const mark = good ? style.green('●') : style.red('●');
  const rows: [string, string | { label: string; hint: Hint }][] = [];
  if (status.url !== null) rows.push(['url', status.url]);
  if (status.pid !== null) rows.push(['process', `${status.pid}${uptime(status, now)}`]);
  if (status.version !== null) rows.push(['version', status.version]);
  if (status.services.length > 0) rows.push(['services', status.services.join(', ')]);
  if (status.documents !== null) rows.push(['profiles', formatCount(status.documents)]);
  for (const queue of status.queues) {
    const parts = [`${formatCount(queue.ready)} ready`, `${formatCount(queue.in_flight)} in flight`];
    if (queue.delayed > 0) parts.push(`${formatCount(queue.delayed)} delayed`);
    parts.push(queue.dead > 0 ? style.yellow(`${formatCount(queue.dead)} dead`) : '0 dead');
    rows.push([queue.name, parts.join(', ')]);
    if (queue.dead > 0)
      rows.push(['', { label: '', hint: { text: 'show them', command: ['queues', 'dead', queue.name] } }]);
  }
  if (status.cluster) rows.push(...clusterRows(status.cluster, style, now));
  if (status.rss_bytes !== null) rows.push(['memory', formatBytes(status.rss_bytes)]);
  rows.push(...storeRows(status.stores));
  for (const check of status.checks.filter(({ ok }) => !ok)) {
    rows.push([check.name, style.yellow(check.detail ?? 'unhealthy')]);
    if (check.hint !== null) rows.push(['', { label: 'try:', hint: check.hint }]);
  }
  const width = Math.max(0, ...rows.map(([key]) => key.length)) + 2;
  const room = { width: columns - width - 2, words };
  const lines = rows.flatMap(([key, value]) => {
    const folded =
      typeof value === 'string' ? foldText(value, room.width, '') : foldHint(value.label, value.hint, room);
    return folded.map((line, at) => `  ${(at === 0 ? key : '').padEnd(width)}${line}`);
  });
  const title = `${mark} ${status.name} (${status.target}): ${status.message}`;
  return [...foldText(title, columns), ...lines].join('\n');
}

function uptime(status: StatusEvent, now: number): string {
  if (status.state !== 'running' || status.started_at === null) return '';
  return `, up for ${formatDuration(Math.max(0, now - Date.parse(status.started_at)))}`;
}
