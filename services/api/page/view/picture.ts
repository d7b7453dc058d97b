import type { Profile } from '#domain/profile.ts';
import type { Html } from '../h.ts';
import { h } from '../h.ts';

/** `/avatars/initials/AB-210.svg`: drawn in the page, so that a list of drawn pictures needs no requests. */
const DRAWN = /^\/avatars\/initials\/(.+)-(\d{1,3})\.svg$/;

/** The picture of a profile, from this server only. It has no text, because the name is next to it. */
export function Picture({ profile, size }: { profile: Profile; size: number }): Html {
  const [, initials, hue] = DRAWN.exec(profile.avatar_url) ?? [];
  if (initials !== undefined && hue !== undefined) return drawn(decode(initials), Number(hue) % 360, size);
  return h('img', {
    class: 'picture',
    // Loading pictures from other servers would reveal which profiles are viewed.
    src: /^\/avatars\/(?!.*\.\.)[\w.%/-]+$/.test(profile.avatar_url) ? profile.avatar_url : undefined,
    width: size,
    height: size,
    alt: '',
    loading: 'lazy',
    decoding: 'async',
  });
}

function drawn(initials: string, hue: number, size: number): Html {
  return h(
    'svg',
    { class: 'picture', width: size, height: size, viewBox: '0 0 48 48', 'aria-hidden': 'true' },
    h('rect', { width: 48, height: 48, fill: `hsl(${hue} 32% 42%)` }),
    h(
      'text',
      { x: 24, y: 24, dy: '.35em', 'text-anchor': 'middle', 'font-size': 18, fill: '#fff' },
      initials,
    ),
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
