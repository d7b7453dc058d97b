import type fc from 'fast-check';

/** Uniform numbers from 0 to 1, drawn by fast-check: a failing property prints the seed that draws them again. */
export function drawRandom(fastCheck: typeof fc): fc.Arbitrary<() => number> {
  return fastCheck
    .infiniteStream(fastCheck.noBias(fastCheck.nat({ max: 2 ** 31 - 1 })))
    .map((stream) => () => (stream.next().value as number) / 2 ** 31);
}
