/**
 * Counts the edits between one word, in UTF-16 units, and many: insertions, deletions, substitutions and swaps of neighbours
 * (optimal string alignment). Answers `max + 1` for everything farther than `max`.
 */
export type EditDistance = (units: Uint16Array, start: number, end: number) => number;

const MAX_WORD = 64;

export function createEditDistance(target: Uint16Array, max: number): EditDistance {
  const { length } = target;
  let beforeLast = new Uint8Array(length + 1);
  let last = new Uint8Array(length + 1);
  let row = new Uint8Array(length + 1);

  return (units, start, end) => {
    const other = end - start;
    if (Math.abs(other - length) > max || other > MAX_WORD) return max + 1;
    for (let j = 0; j <= length; j++) last[j] = j;
    for (let i = 1; i <= other; i++) {
      const unit = units[start + i - 1];
      row[0] = i;
      let best = i;
      for (let j = 1; j <= length; j++) {
        const same = unit === target[j - 1];
        let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
        const swapped = i > 1 && j > 1 && unit === target[j - 2] && units[start + i - 2] === target[j - 1];
        if (swapped) cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
        row[j] = cost;
        if (cost < best) best = cost;
      }
      if (best > max) return max + 1;
      [beforeLast, last, row] = [last, row, beforeLast];
    }
    return Math.min(last[length] ?? max + 1, max + 1);
  };
}
