const BEFORE = ',"posts":';
const AFTER = ',"history":[';

/**
 * The text of `posts` in the text of an event that `JSON.stringify` wrote with `history` after `posts`; `undefined` without
 * it. Inside of a string, a quote follows a backslash, so what is found is a field; of the fields between, none is
 * called `posts` or `history`.
 */
export function postsTextOf(eventText: string): string | undefined {
  const from = eventText.indexOf(BEFORE);
  const to = eventText.lastIndexOf(AFTER);
  return from === -1 || to < from ? undefined : eventText.slice(from + BEFORE.length, to);
}
