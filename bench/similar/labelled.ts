import { extractHashtags } from '#domain/hashtags.ts';
import type { Profile } from '#domain/profile.ts';

/** A profile from which its labels were removed. Profiles with a common label are right answers for each other. */
export interface Labelled {
  profile: Profile;
  labels: readonly string[];
}

const HASHTAGS = /[#＃][\p{L}\p{N}\p{M}_]+/gu;
const WORDS = /[#＃]?[\p{L}\p{N}\p{M}_]+/gu;
/** Is in a third of the bios, and so no subject of its own here. */
const TOO_COMMON = new Set(['ai', 'instagram']);

/** Generated profiles: the label is the category. */
export function withholdCategory(profiles: readonly Profile[]): Labelled[] {
  return profiles.flatMap((profile) => {
    const { category, category_guess: _guess, ...rest } = profile;
    if (category === null || (rest.bio === null && rest.topics.length === 0)) return [];
    return [{ profile: { ...rest, category: null }, labels: [category.toLowerCase()] }];
  });
}

/** The labels are the hashtags of the bio that another profile has too. */
export function withholdHashtags(profiles: readonly Profile[]): Labelled[] {
  const shared = sharedHashtags(profiles);
  return profiles.flatMap((profile) => {
    const labels = extractHashtags(profile.bio ?? '').filter((tag) => shared.has(tag));
    const rest = withoutTexts(profile, (text) => text.replace(HASHTAGS, ' '));
    return labels.length === 0 || rest.bio === '' ? [] : [{ profile: rest, labels }];
  });
}

/** The labels are the same words, also where they stand without `#`, in bio and name: many more profiles have one. */
export function withholdSubjects(profiles: readonly Profile[]): Labelled[] {
  const shared = new Set([...sharedHashtags(profiles)].filter((tag) => !TOO_COMMON.has(tag)));
  return profiles.flatMap((profile) => {
    const labels = new Set<string>();
    const strip = (text: string) =>
      text.replace(WORDS, (word) => {
        const plain = word.replace(/^[#＃]/, '').toLowerCase();
        if (shared.has(plain)) labels.add(plain);
        return shared.has(plain) || plain.length < word.length ? ' ' : word;
      });
    const rest = withoutTexts(profile, strip);
    return labels.size === 0 || rest.bio === '' ? [] : [{ profile: rest, labels: [...labels] }];
  });
}

function sharedHashtags(profiles: readonly Profile[]): Set<string> {
  const counts = new Map<string, number>();
  for (const { bio } of profiles)
    for (const tag of extractHashtags(bio ?? '')) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count > 1).map(([tag]) => tag));
}

/** The profile with what `strip` leaves of its texts, and without what was derived from them. */
function withoutTexts(profile: Profile, strip: (text: string) => string): Profile {
  const { topic_evidence: _evidence, category_guess: _guess, ...rest } = profile;
  const name = profile.display_name === null ? null : strip(profile.display_name).trim();
  return { ...rest, bio: strip(profile.bio ?? '').trim(), display_name: name, category: null, topics: [] };
}
