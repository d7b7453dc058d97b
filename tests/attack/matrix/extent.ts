const RUNS_ALL = process.env.ATTACK === 'all';

/** Why a long case is skipped in `npm test`, which runs a seeded sample; `false` in `npm run test:attack:all`. */
export const ONLY_IN_ALL: string | false = RUNS_ALL ? false : 'npm run test:attack:all runs it';

/** So many of the cases, chosen by a seed: `sample` in `npm test`, all in `npm run test:attack:all`. */
export function choose<T>(cases: readonly T[], sample: number, random: () => number): readonly T[] {
  if (RUNS_ALL) return cases;
  const drawn = cases.map((one) => ({ one, order: random() })).sort((a, b) => a.order - b.order);
  return drawn.slice(0, sample).map(({ one }) => one);
}

/** Numbers of moments at which something is disturbed. */
export function moments(all: number, sample: number): number {
  return RUNS_ALL ? all : sample;
}
