/** A matrix by columns. */
type Columns = Float64Array[];

/** Steps of the iteration. More change the result by less than the rounding to 8 bits. */
const STEPS = 40;

/**
 * `count` orthonormal columns that span the directions in which vectors with the second moments `matrix` (symmetric, by
 * columns) vary most: orthogonal iteration (Golub and Van Loan, Matrix Computations, 8.2.4). The columns are turned at random, so that
 * all carry about the same share and 8 bits suit each.
 */
export function findPrincipalSubspace(matrix: Columns, count: number, normal: () => number): Columns {
  // Each step then counts twice. Higher powers would lose the small directions in rounding errors.
  const square = multiply(matrix, matrix);
  let basis = makeRandomBasis(matrix.length, count, normal);
  for (let step = 0; step < STEPS; step++) basis = orthonormalize(multiply(square, basis));
  return multiply(basis, makeRandomBasis(count, count, normal));
}

function makeRandomBasis(rows: number, columns: number, normal: () => number): Columns {
  return orthonormalize(Array.from({ length: columns }, () => Float64Array.from({ length: rows }, normal)));
}

function multiply(left: Columns, right: Columns): Columns {
  return right.map((column) => {
    const out = new Float64Array(left[0]!.length);
    for (let at = 0; at < column.length; at++) addScaled(out, left[at]!, column[at]!);
    return out;
  });
}

function addScaled(out: Float64Array, column: Float64Array, factor: number): void {
  for (let row = 0; row < out.length; row++) out[row]! += column[row]! * factor;
}

/** The Gram-Schmidt process, applied twice to each column for accuracy. */
function orthonormalize(columns: Columns): Columns {
  const done: Columns = [];
  for (const column of columns) {
    const next = column.slice();
    for (let pass = 0; pass < 2; pass++) for (const other of done) addScaled(next, other, -dot(next, other));
    const length = Math.sqrt(dot(next, next));
    done.push(next.map((value) => value / length));
  }
  return done;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
