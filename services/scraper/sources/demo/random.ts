/** A stream of pseudo-random numbers; equal seeds give equal streams on every machine. */
export interface Random {
  /** From 0 (included) to 1 (excluded). */
  next(): number;
  /** A whole number from 0 to `below - 1`. */
  int(below: number): number;
  pick<T>(list: readonly T[]): T;
  /** Roughly normal with mean 0 and deviation 1: a sum of uniforms (Irwin-Hall, n = 4), always within ±3.5. */
  normal(): number;
}

const UNIFORM_4_SCALE = Math.sqrt(3);

/**
 * xoshiro128** 1.1 by David Blackman and Sebastiano Vigna (prng.di.unimi.it, public domain), its state filled by
 * mixing the seeds with the finalizer of MurmurHash3 over a Weyl sequence, as their splitmix does.
 */
export function createRandom(...seeds: readonly number[]): Random {
  let weyl = 0x9e3779b9;
  const mix = (value: number): number => {
    weyl = (weyl + 0x9e3779b9 + value) | 0;
    let z = Math.imul(weyl ^ (weyl >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    weyl = z ^ (z >>> 16);
    return weyl;
  };
  for (const seed of seeds) {
    mix(seed | 0);
    mix(Math.floor(seed / 0x1_0000_0000));
  }
  let a = mix(0);
  let b = mix(1);
  let c = mix(2);
  let d = mix(3) | 1;

  const next = (): number => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return (result >>> 0) / 0x1_0000_0000;
  };
  const int = (below: number) => Math.floor(next() * below);
  return {
    next,
    int,
    pick: <T>(list: readonly T[]) => list[int(list.length)] as T,
    normal: () => (next() + next() + next() + next() - 2) * UNIFORM_4_SCALE,
  };
}
