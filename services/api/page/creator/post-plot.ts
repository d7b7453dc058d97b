import type { Engagement } from '#domain/engagement.ts';
import { formatDay, formatRate } from '../format.ts';
import type { Content, Html } from '../h.ts';
import { h } from '../h.ts';
import { CREATOR } from '../texts.ts';
import type { RatedPost } from './read-details.ts';

const WIDTH = 640;
const HEIGHT = 220;
const LEFT = 64;
const RIGHT = 14;
const TOP = 14;
const BOTTOM = 30;

/** The rate of each post over time, with the median and its interval. Where dates are unknown, posts stand in order. */
export function PostPlot({
  posts,
  engagement,
}: {
  posts: readonly RatedPost[];
  engagement: Engagement;
}): Html | null {
  const { median, low, high } = engagement;
  if (posts.length === 0 || median === null) return null;
  const max = ceiling(Math.max(...posts.map(({ rate }) => rate), high ?? median));
  const y = (rate: number) => round(TOP + (1 - rate / max) * (HEIGHT - TOP - BOTTOM));
  const x = placeInTime(posts);
  const [first, last] = [posts[0]?.at ?? null, posts.at(-1)?.at ?? null];
  return h(
    'svg',
    {
      class: 'plot',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: 'img',
      'aria-label': CREATOR.plotLabel(posts.length, formatRate(median)),
    },
    low === null || high === null
      ? null
      : h('rect', {
          class: 'band',
          x: LEFT,
          y: y(high),
          width: WIDTH - LEFT - RIGHT,
          height: Math.max(1, y(low) - y(high)),
        }),
    [0, max / 2, max].map((rate) => [
      h('line', { class: 'grid', x1: LEFT, x2: WIDTH - RIGHT, y1: y(rate), y2: y(rate) }),
      label(LEFT - 8, y(rate) + 4, 'end', formatRate(rate)),
    ]),
    h('line', { class: 'median', x1: LEFT, x2: WIDTH - RIGHT, y1: y(median), y2: y(median) }),
    posts.map((post, at) => dot(x(at), y(post.rate), post)),
    first === null ? null : label(LEFT, HEIGHT - 8, 'start', formatDay(first)),
    last === null || last === first ? null : label(WIDTH - RIGHT, HEIGHT - 8, 'end', formatDay(last)),
  );
}

function dot(cx: number, cy: number, { at, rate }: RatedPost): Html {
  const title = `${formatRate(rate)}${at === null ? '' : ` · ${formatDay(at)}`}`;
  return h('circle', { class: 'post', cx, cy, r: 4.5 }, h('title', null, title));
}

function label(x: number, y: number, anchor: string, text: Content): Html {
  return h('text', { x, y, 'text-anchor': anchor }, text);
}

function placeInTime(posts: readonly RatedPost[]): (at: number) => number {
  const span = WIDTH - LEFT - RIGHT - 16;
  const [first, last] = [posts[0]?.at ?? null, posts.at(-1)?.at ?? null];
  const isDated = first !== null && last !== null && last > first && posts.every(({ at }) => at !== null);
  const shareOf = (at: number) =>
    isDated ? ((posts[at]?.at ?? first) - first) / (last - first) : at / Math.max(1, posts.length - 1);
  return (at) => round(LEFT + 8 + shareOf(at) * span);
}

/** The next number whose half has few digits too. */
function ceiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value || 1));
  const step = [1, 2, 4, 6, 8, 10].find((factor) => factor * power >= value) ?? 10;
  return step * power;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
