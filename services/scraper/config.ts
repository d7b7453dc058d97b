import type { Variable } from '#runtime/config/variable.ts';
import { choice } from '#runtime/config/variable.ts';
import { describeUserAgent } from './fetch/user-agent.ts';

export const SCRAPER_NEEDS = ['queue', 'objects'] as const;

const CONTACT: Variable<string | null> = {
  name: 'CONTACT',
  meaning: 'your e-mail address or URL, sent to the hosts of pictures',
  alternatives: [],
  read(environment) {
    const contact = environment.get('CONTACT') ?? null;
    if (contact !== null && !/^[\x21-\x7e]{1,200}$/.test(contact)) {
      environment.fault('CONTACT', 'expected an e-mail address or a URL of at most 200 characters');
    }
    return contact;
  },
};

export const SCRAPER_VARIABLES = {
  avatarFetch: choice('AVATAR_FETCH', {
    choices: ['on', 'off'],
    fallback: 'on',
    meaning: '`on` or `off`: fetch pictures that profiles name by URL; default `on`',
  }),
  contact: CONTACT,
};

/** How pictures are fetched; `null` when they are not. */
export function avatarOptions(
  { avatarFetch, contact }: { avatarFetch: 'on' | 'off'; contact: string | null },
  version: string,
): { userAgent: string } | null {
  return avatarFetch === 'on' ? { userAgent: describeUserAgent(version, contact) } : null;
}
