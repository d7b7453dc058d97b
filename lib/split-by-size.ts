export interface SizeLimits<T> {
  maxItems: number;
  /** In the unit of `sizeOf`. */
  maxSize: number;
  sizeOf(item: T): number;
}

/** Splits items, in order, into groups within the limits. An item that exceeds `maxSize` is a group of its own. */
export function* splitBySize<T>(
  items: Iterable<T>,
  { maxItems, maxSize, sizeOf }: SizeLimits<T>,
): Generator<T[]> {
  let group: T[] = [];
  let groupSize = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (group.length > 0 && (group.length >= maxItems || groupSize + size > maxSize)) {
      yield group;
      group = [];
      groupSize = 0;
    }
    group.push(item);
    groupSize += size;
  }
  if (group.length > 0) yield group;
}
