/** nDCG of the first `at` results with binary relevance (Järvelin and Kekäläinen, 2002): 1 is the best possible order. */
export function ndcg(ranking: readonly string[], relevant: ReadonlySet<string>, at = 10): number {
  const gain = (place: number) => 1 / Math.log2(place + 2);
  let sum = 0;
  ranking.slice(0, at).forEach((id, place) => {
    if (relevant.has(id)) sum += gain(place);
  });
  let best = 0;
  for (let place = 0; place < Math.min(at, relevant.size); place++) best += gain(place);
  return best === 0 ? 0 : sum / best;
}

/** Mean and 95 % interval of the differences between pairs, by 10,000 draws of queries with replacement. */
export function bootstrap(
  differences: readonly number[],
  random: () => number,
): { mean: number; low: number; high: number } {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const means = Array.from({ length: 10_000 }, () => {
    let sum = 0;
    for (let i = 0; i < differences.length; i++)
      sum += differences[Math.floor(random() * differences.length)]!;
    return sum / differences.length;
  }).sort((a, b) => a - b);
  return { mean: mean(differences), low: means[249]!, high: means[9_749]! };
}
