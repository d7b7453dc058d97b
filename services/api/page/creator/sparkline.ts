import { formatDay, formatShortCount } from '../format.ts';
import type { Html } from '../h.ts';
import { h } from '../h.ts';
import { CREATOR } from '../texts.ts';
import type { FollowerReading } from './read-details.ts';

const WIDTH = 320;
const HEIGHT = 64;
const EDGE = 5;

/** The followers at each reading as a line. `null` with fewer than two readings. */
export function Sparkline({ readings }: { readings: readonly FollowerReading[] }): Html | null {
  const [first, last] = [readings[0], readings.at(-1)];
  if (first === undefined || last === undefined || readings.length < 2) return null;
  const counts = readings.map(({ followers }) => followers);
  const [min, max] = [Math.min(...counts), Math.max(...counts)];
  const x = (at: number) => EDGE + ((at - first.at) / Math.max(1, last.at - first.at)) * (WIDTH - 2 * EDGE);
  const y = (followers: number) =>
    EDGE + (1 - (followers - min) / Math.max(1, max - min)) * (HEIGHT - 2 * EDGE);
  const points = readings.map(({ at, followers }) => `${x(at).toFixed(1)},${y(followers).toFixed(1)}`);
  const label = CREATOR.historyLabel(
    formatShortCount(first.followers),
    formatDay(first.at),
    formatShortCount(last.followers),
    formatDay(last.at),
  );
  return h(
    'figure',
    { class: 'history' },
    h(
      'svg',
      { class: 'sparkline', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label },
      h('polyline', { points: points.join(' ') }),
      h('circle', { cx: x(last.at).toFixed(1), cy: y(last.followers).toFixed(1), r: 3.5 }),
    ),
    h('figcaption', null, label),
  );
}
