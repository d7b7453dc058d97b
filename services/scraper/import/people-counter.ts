import type { Reading } from '../reading.ts';
import type { Hash } from './hash-table.ts';
import { createHashTable, hashText } from './hash-table.ts';

/** Counts the different people of an import, in bounded memory. */
export interface PeopleCounter {
  /** Notes a reading of a profile. Answers whether its person was in no earlier row. */
  see(reading: Reading): boolean;
  count(): PeopleCount;
}

export interface PeopleCount {
  people: number;
  /** `false`: there are so many that they are estimated, to about 1 %. */
  exact: boolean;
  /** Known by name only. */
  named_only: number;
  /** Known by name only, where an earlier row has the name with something else said: kept apart. */
  ambiguous: number;
}

/**
 * Up to this many ids and handles are remembered as hashes of 53 bits, 12 bytes each in a table of at most 2^21
 * places (25 MB): two people are taken for one with a probability of about 1 in 10,000 for a whole import. Above it
 * HyperLogLog estimates.
 */
const MAX_KEYS = 1_500_000;
const HLL_BITS = 14;

export function createPeopleCounter(maxKeys: number = MAX_KEYS): PeopleCounter {
  const known = createHashTable();
  const registers = new Uint8Array(1 << HLL_BITS);
  let full = false;
  let counted = 0;
  let namedOnly = 0;
  let ambiguous = 0;

  const addPerson = (hash: Hash) => {
    counted++;
    const index = hash.low >>> (32 - HLL_BITS);
    const rank = Math.clz32(hash.high) + 1;
    if (rank > (registers[index] as number)) registers[index] = rank;
  };
  const remember = (hash: Hash, value: number) => {
    if (known.size() >= maxKeys) full = true;
    else known.set(hash, value);
  };

  /** Their id says all that is known of them; another one of the same name is another person. */
  const seeNamed = (reading: Reading): boolean => {
    const id = hashText(`${reading.platform}:${reading.native_id}`);
    if (known.get(id) !== undefined) return false;
    const name = hashText(`${reading.platform}:name:${nameOf(reading)}`);
    if (known.get(name) === undefined) remember(name, 0);
    else ambiguous++;
    remember(id, 0);
    namedOnly++;
    addPerson(id);
    return true;
  };

  return {
    see(reading) {
      if (reading.profile === null) return false;
      if (reading.namedOnly) return seeNamed(reading);
      const { platform, native_id, username } = reading;
      const id = native_id === null ? null : hashText(`${platform}:${native_id}`);
      const handle = username === null ? null : hashText(`${platform}:@${username.toLowerCase()}`);
      const tag = id === null ? 0 : (id.low | 1) >>> 0;
      const byId = id === null ? undefined : known.get(id);
      const byHandle = handle === null ? undefined : known.get(handle);
      // A handle that was seen with another id belongs to another account now.
      const same =
        byId !== undefined || (byHandle !== undefined && (tag === 0 || byHandle === 0 || byHandle === tag));
      if (!same) addPerson((id ?? handle) as Hash);
      if (id !== null && byId === undefined) remember(id, 0);
      if (handle !== null && (byHandle === undefined || (byHandle === 0 && tag !== 0))) remember(handle, tag);
      return !same;
    },
    count() {
      return {
        people: full ? estimate(registers) : counted,
        exact: !full,
        named_only: namedOnly,
        ambiguous,
      };
    },
  };
}

function nameOf({ profile }: Reading): string {
  return (profile?.display_name ?? '').normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** HyperLogLog (Flajolet and others, 2007) with 2^14 registers: a standard error of 0.8 %. */
function estimate(registers: Uint8Array): number {
  const m = registers.length;
  const sum = registers.reduce((total, rank) => total + 2 ** -rank, 0);
  return Math.round(((0.7213 / (1 + 1.079 / m)) * m * m) / sum);
}
