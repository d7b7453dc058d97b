import type { Profile } from '#domain/profile.ts';

/** Plain more-like-this: the nearest `at` by the cosine of tf-idf vectors over bio, topics and name, of all that share a word. */
export function plainMoreLikeThis(profiles: readonly Profile[], at: number): (id: string) => string[] {
  const counts = profiles.map(wordCounts);
  const holders = new Map<string, number>();
  for (const words of counts)
    for (const word of words.keys()) holders.set(word, (holders.get(word) ?? 0) + 1);
  const vectors = counts.map((words) => {
    const vector = new Map(
      [...words].map(([word, count]) => [word, count * Math.log(profiles.length / (holders.get(word) ?? 1))]),
    );
    const norm = Math.hypot(...vector.values()) || 1;
    return new Map([...vector].map(([word, weight]) => [word, weight / norm]));
  });
  const places = new Map(profiles.map(({ id }, place) => [id, place]));
  return (asked) => {
    const own = vectors[places.get(asked) ?? -1] ?? new Map<string, number>();
    const scores = vectors.map((other, place) => {
      let score = 0;
      for (const [word, weight] of own) score += weight * (other.get(word) ?? 0);
      return { id: profiles[place]?.id ?? '', score };
    });
    return scores
      .filter(({ id, score }) => id !== asked && score > 0)
      .sort((a, b) => b.score - a.score)
      .slice(0, at)
      .map(({ id }) => id);
  };
}

function wordCounts({ bio, topics, display_name }: Profile): Map<string, number> {
  const counts = new Map<string, number>();
  const text = `${bio ?? ''} ${topics.join(' ')} ${display_name ?? ''}`.toLowerCase();
  for (const [word] of text.matchAll(/[\p{L}\p{N}]{2,}/gu)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
