import type { Engagement } from '#domain/engagement.ts';
import type { Html } from '../h.ts';
import { h } from '../h.ts';

const WIDTH = 120;
const HEIGHT = 10;

/**
 * The interval of a rate as a line with the median as a dot, on a scale from 0 to `max` that a page uses for all its
 * profiles. The scale is a square root: rates of a page span a hundredfold.
 */
export function IntervalPlot({ engagement, max }: { engagement: Engagement; max: number }): Html | null {
  const { median, low, high } = engagement;
  if (median === null || low === null || high === null || max <= 0) return null;
  const x = (rate: number) => round(3 + Math.sqrt(Math.min(rate, max) / max) * (WIDTH - 6));
  const middle = HEIGHT / 2;
  return h(
    'svg',
    {
      class: 'interval',
      width: WIDTH,
      height: HEIGHT,
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      'aria-hidden': 'true',
    },
    h('line', { class: 'scale', x1: 0, x2: WIDTH, y1: middle, y2: middle }),
    h('line', { class: 'range', x1: x(low), x2: Math.max(x(high), x(low) + 1), y1: middle, y2: middle }),
    h('circle', { class: 'median', cx: x(median), cy: middle, r: 3 }),
  );
}

/** The upper end of the scale for these rates: the largest upper bound, but not above twice the largest median. */
export function scaleOf(engagements: readonly Engagement[]): number {
  const medians = engagements.map(({ median }) => median ?? 0);
  const highs = engagements.map(({ high }) => high ?? 0);
  return Math.min(Math.max(0, ...highs), 2 * Math.max(0, ...medians));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
