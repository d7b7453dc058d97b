/** A matrix as whole numbers: the value is the number times `scale`. Column after column, so that a product reads in order. */
export interface WholeMatrix {
  depth: number;
  columns: number;
  scale: number;
  values: Int8Array;
}

/**
 * Finds the whole numbers that a matrix was made from: the published weights are multiples of one step for each matrix,
 * so nothing is lost. Throws if a value is further than `tolerance` steps from a multiple.
 */
export function restoreWholeMatrix(
  values: Float32Array,
  depth: number,
  columns: number,
  tolerance = 0.01,
): WholeMatrix {
  const sorted = values.toSorted();
  const most = Math.max(-sorted[0]!, sorted.at(-1)!);
  let gap = Number.POSITIVE_INFINITY;
  for (let at = 1; at < sorted.length; at++) {
    const next = sorted[at]! - sorted[at - 1]!;
    if (next > most * 1e-4 && next < gap) gap = next;
  }
  const steps = Math.round(most / gap);
  const scale = most / steps;
  const whole = transpose(values, depth, columns, (value) => {
    const step = value / scale;
    if (Math.abs(step - Math.round(step)) > tolerance || Math.abs(step) > 128.5)
      throw new Error(`The weight ${value} is not a multiple of ${scale}`);
    return Math.round(step);
  });
  return { depth, columns, scale, values: whole };
}

function transpose(
  values: Float32Array,
  depth: number,
  columns: number,
  convert: (value: number) => number,
): Int8Array {
  const out = new Int8Array(depth * columns);
  for (let row = 0; row < depth; row++)
    for (let column = 0; column < columns; column++)
      out[column * depth + row] = convert(values[row * columns + column]!);
  return out;
}
