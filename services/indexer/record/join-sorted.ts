/** Order of a sorted list: by a key that never changes for the same element. */
export interface Ordering<T> {
  /** 0 for two readings of the same element. */
  compare: (a: T, b: T) => number;
  /** The reading to keep of two of the same element, independent of their order; `a` itself when they are equal. */
  pick: (a: T, b: T) => T;
  /** Elements kept: the first ones. */
  limit: number;
}

/**
 * Joins two sorted lists. Keys never change and `pick` is a maximum, so the result does not depend on the order
 * or number of joins, also where `limit` cuts. Returns `a` itself when `b` adds nothing.
 */
export function joinSorted<T>(a: readonly T[], b: readonly T[], order: Ordering<T>): readonly T[] {
  const joined: T[] = [];
  let i = 0;
  let j = 0;
  let same = true;
  while (joined.length < order.limit) {
    const left = a[i];
    const right = b[j];
    if (left === undefined && right === undefined) break;
    const side = left === undefined ? 1 : right === undefined ? -1 : order.compare(left, right);
    if (side <= 0) i++;
    if (side >= 0) j++;
    const next = side === 0 ? order.pick(left as T, right as T) : ((side < 0 ? left : right) as T);
    same &&= next === left;
    joined.push(next);
  }
  return same && joined.length === a.length ? a : joined;
}

/** Converts any list to the form that `joinSorted` takes. */
export function sortedUnique<T>(items: readonly T[], order: Ordering<T>): T[] {
  const unique: T[] = [];
  for (const item of items.toSorted(order.compare)) {
    const last = unique.at(-1);
    if (last !== undefined && order.compare(last, item) === 0)
      unique.push(order.pick(unique.pop() as T, item));
    else unique.push(item);
  }
  return unique.slice(0, order.limit);
}

/** Whether a list has the form that `joinSorted` takes. */
export function isSortedUnique<T>(items: readonly T[], order: Ordering<T>): boolean {
  return items.every((item, i) => i === 0 || order.compare(items[i - 1] as T, item) < 0);
}

/** Two texts by their code units. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
