/** Documents with the same values in all facets, so that one count for each group gives the counts of every facet. */
export interface FacetGroups {
  /** Groups so far. */
  readonly size: number;
  /** The group of the codes of the four facets. */
  encode(first: number, second: number, third: number, fourth: number): number;
  /** The codes of a group, one facet after the other, as they were given. */
  codes(group: number): readonly number[];
}

/** More than the number of possible codes or pairs of codes. */
const STEP = 2 ** 26;

export function createFacetGroups(): FacetGroups {
  const pairs = [new Map<number, number>(), new Map<number, number>()] as const;
  const groups = new Map<number, number>();
  const all: (readonly number[])[] = [];
  /** A number for each pair of numbers: equal pairs get the same one. */
  const pair = (known: Map<number, number>, a: number, b: number) => {
    const key = a * STEP + b;
    let number = known.get(key);
    if (number === undefined) {
      number = known.size;
      known.set(key, number);
    }
    return number;
  };
  return {
    get size() {
      return all.length;
    },
    encode(first, second, third, fourth) {
      const group = pair(groups, pair(pairs[0], first, second), pair(pairs[1], third, fourth));
      if (group === all.length) all.push([first, second, third, fourth]);
      return group;
    },
    codes: (group) => all[group] ?? [],
  };
}
