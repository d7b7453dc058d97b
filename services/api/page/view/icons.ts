import type { Html } from '../h.ts';
import { h } from '../h.ts';

type Icon = 'search' | 'sun' | 'moon' | 'bookmark' | 'check' | 'mark';

const PATHS: Readonly<Record<Icon, string>> = {
  search: 'M7 12.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM11 11l3.5 3.5',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9 13 13M3 13l1.1-1.1M11.9 4.1 13 3',
  moon: 'M13.5 9.5A6 6 0 0 1 6.5 2.5a6 6 0 1 0 7 7Z',
  bookmark: 'M4 2h8v12l-4-3-4 3V2Z',
  check: 'm3 8.5 3.2 3L13 4.5',
  mark: 'M2 13.5 5.5 8l3 3L14 2.5',
};

/** A line drawing of 16 × 16 units. It says nothing to a screen reader. */
export function Icon({ name }: { name: Icon }): Html {
  return h(
    'svg',
    { class: `icon icon-${name}`, width: 16, height: 16, viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    h('path', {
      d: PATHS[name],
      fill: 'none',
      stroke: 'currentColor',
      'stroke-width': 1.5,
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    }),
  );
}
