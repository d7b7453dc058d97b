/** Keeps the members of a set that are in `other`, too, and answers how many there are. Both have `bytes` bytes, a multiple of 16. */
export function keepCommon(set: usize, other: usize, bytes: i32): i32 {
  let sum = i32x4.splat(0);
  for (let at = 0; at < bytes; at += 16) {
    const common = v128.and(v128.load(set + at), v128.load(other + at));
    v128.store(set + at, common);
    const counts = i8x16.popcnt(common);
    sum = i32x4.add(sum, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(counts)));
  }
  return (
    i32x4.extract_lane(sum, 0) +
    i32x4.extract_lane(sum, 1) +
    i32x4.extract_lane(sum, 2) +
    i32x4.extract_lane(sum, 3)
  );
}
