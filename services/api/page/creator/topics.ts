import type { Profile } from '#domain/profile.ts';
import { oneLine } from '../format.ts';
import type { Html } from '../h.ts';
import { h } from '../h.ts';
import { EMPTY_STATE, pageHref } from '../page-state.ts';
import { CREATOR } from '../texts.ts';

/** Topics, each with what it was found in and a search for it. */
export function Topics({ profile }: { profile: Profile }): Html {
  const evidence = new Map((profile.topic_evidence ?? []).map((one) => [one.topic, one]));
  const names = [...new Set([...profile.topics, ...evidence.keys()])];
  return h(
    'ul',
    { class: 'topics' },
    names.map((topic) => {
      const found = evidence.get(topic);
      const basis =
        found === undefined
          ? null
          : found.posts === null
            ? CREATOR.topicWords(found.words.map(oneLine).join(', '))
            : CREATOR.topicPosts(found.posts);
      return h(
        'li',
        null,
        h('a', { href: pageHref({ ...EMPTY_STATE, q: oneLine(topic) }) }, oneLine(topic)),
        basis === null ? null : h('span', { class: 'quiet' }, ` ${basis}`),
      );
    }),
  );
}
