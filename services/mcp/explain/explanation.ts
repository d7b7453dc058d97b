export interface Explanation {
  /** `null`: unknown. */
  value: number | string | null;
  explanation: string;
  inputs: Record<string, number | string | boolean | null>;
  untrusted_text?: { words: string[] };
}

/** Why a figure is missing, by the reason that the API gives. */
const REASONS: Readonly<Record<string, string>> = {
  no_posts: 'no posts are known',
  too_few_posts: 'fewer than six posts can be used',
  likes_hidden: 'the likes of too many posts are hidden',
  followers_unknown: 'the number of followers is unknown',
  no_followers: 'there are no followers',
  views_unknown: 'the views of too many posts are unknown',
  one_reading: 'the followers were read only once',
  no_reading_in_window: 'no reading is 7 to 90 days older than the newest one',
};

export function missing(reason: string | null): string {
  return `Unknown: ${REASONS[reason ?? ''] ?? 'the inputs are unknown'}.`;
}
