/** Components of a vector. */
const WIDTH: usize = 256;

/**
 * Writes the dot product of a query with each of `count` rows of int8 to `out`, as int32. The query is int16, which saves
 * extending it again for each row.
 */
export function scoreRows(query: usize, rows: usize, count: i32, out: usize): void {
  for (let row = 0; row < count; row++) {
    let sum = i32x4.splat(0);
    for (let at: usize = 0; at < WIDTH; at += 16) {
      const bytes = v128.load(rows + at);
      const low = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(bytes), v128.load(query + at * 2));
      const high = i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(bytes), v128.load(query + at * 2, 16));
      sum = i32x4.add(sum, i32x4.add(low, high));
    }
    store<i32>(
      out,
      i32x4.extract_lane(sum, 0) +
        i32x4.extract_lane(sum, 1) +
        i32x4.extract_lane(sum, 2) +
        i32x4.extract_lane(sum, 3),
    );
    rows += WIDTH;
    out += 4;
  }
}
