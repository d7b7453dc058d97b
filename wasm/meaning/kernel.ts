/**
 * The inner loops of the text encoder, in AssemblyScript. Addresses are bytes in a memory that the caller owns and lays
 * out. Nothing is allocated here.
 */

/** Largest absolute value of a whole-number activation: 14 bits, so a sum of 1,280 products with weights fits 32 bits. */
const MOST: f32 = 8191;

/**
 * `out = relu(rows × weights + bias + before) + after`, as 32-bit floats. A row is 16-bit whole numbers times its scale, weights
 * are 8-bit whole numbers times `weightScale`, column after column.
 * `rows`: address of each row; the list is filled up to a multiple of 4. `depth`: a multiple of 8. `columns`: a multiple of 2.
 * `bias`, `before`, `after`: 0 for none; `stride`, `addStride`: bytes between rows of `out`, and of `before` and `after`.
 */
export function multiply(
  rows: usize,
  count: i32,
  scales: usize,
  weights: usize,
  depth: i32,
  columns: i32,
  weightScale: f32,
  bias: usize,
  before: usize,
  after: usize,
  addStride: i32,
  relu: i32,
  out: usize,
  stride: i32,
): void {
  for (let column = 0; column < columns; column += 2) {
    const first: usize = weights + <usize>(column * depth);
    const second: usize = first + <usize>depth;
    for (let row = 0; row < count; row += 4) {
      const list: usize = rows + <usize>(row << 2);
      let x0: usize = load<u32>(list);
      let x1: usize = load<u32>(list, 4);
      let x2: usize = load<u32>(list, 8);
      let x3: usize = load<u32>(list, 12);
      let a0 = i32x4.splat(0);
      let a1 = i32x4.splat(0);
      let a2 = i32x4.splat(0);
      let a3 = i32x4.splat(0);
      let b0 = i32x4.splat(0);
      let b1 = i32x4.splat(0);
      let b2 = i32x4.splat(0);
      let b3 = i32x4.splat(0);
      const end: usize = first + <usize>depth;
      let at: usize = first;
      let other: usize = second;
      while (at < end) {
        const wa = v128.load_ext<i8>(at);
        const wb = v128.load_ext<i8>(other);
        const v0 = v128.load(x0);
        const v1 = v128.load(x1);
        const v2 = v128.load(x2);
        const v3 = v128.load(x3);
        a0 = i32x4.add(a0, i32x4.dot_i16x8_s(v0, wa));
        a1 = i32x4.add(a1, i32x4.dot_i16x8_s(v1, wa));
        a2 = i32x4.add(a2, i32x4.dot_i16x8_s(v2, wa));
        a3 = i32x4.add(a3, i32x4.dot_i16x8_s(v3, wa));
        b0 = i32x4.add(b0, i32x4.dot_i16x8_s(v0, wb));
        b1 = i32x4.add(b1, i32x4.dot_i16x8_s(v1, wb));
        b2 = i32x4.add(b2, i32x4.dot_i16x8_s(v2, wb));
        b3 = i32x4.add(b3, i32x4.dot_i16x8_s(v3, wb));
        at += 8;
        other += 8;
        x0 += 16;
        x1 += 16;
        x2 += 16;
        x3 += 16;
      }
      const scale = f32x4.mul(v128.load(scales + <usize>(row << 2)), f32x4.splat(weightScale));
      const sumA = f32x4.mul(f32x4.convert_i32x4_s(sumRows(a0, a1, a2, a3)), scale);
      const sumB = f32x4.mul(f32x4.convert_i32x4_s(sumRows(b0, b1, b2, b3)), scale);
      const biasA: f32 = bias ? load<f32>(bias + <usize>(column << 2)) : 0;
      const biasB: f32 = bias ? load<f32>(bias + <usize>(column << 2), 4) : 0;
      const left = count - row;
      // Four times the same, because `extract_lane` takes only a constant as the number of the lane.
      const offset = column << 2;
      const to: usize = out + <usize>(row * stride + offset);
      const add: usize = <usize>(row * addStride + offset);
      const b: usize = before ? before + add : 0;
      const c: usize = after ? after + add : 0;
      finish(to, b, c, f32x4.extract_lane(sumA, 0) + biasA, f32x4.extract_lane(sumB, 0) + biasB, relu);
      if (left > 1)
        finish(
          to + <usize>stride,
          b ? b + <usize>addStride : 0,
          c ? c + <usize>addStride : 0,
          f32x4.extract_lane(sumA, 1) + biasA,
          f32x4.extract_lane(sumB, 1) + biasB,
          relu,
        );
      if (left > 2)
        finish(
          to + <usize>(stride * 2),
          b ? b + <usize>(addStride * 2) : 0,
          c ? c + <usize>(addStride * 2) : 0,
          f32x4.extract_lane(sumA, 2) + biasA,
          f32x4.extract_lane(sumB, 2) + biasB,
          relu,
        );
      if (left > 3)
        finish(
          to + <usize>(stride * 3),
          b ? b + <usize>(addStride * 3) : 0,
          c ? c + <usize>(addStride * 3) : 0,
          f32x4.extract_lane(sumA, 3) + biasA,
          f32x4.extract_lane(sumB, 3) + biasB,
          relu,
        );
    }
  }
}

/** The sums of four vectors, as one vector. */
function sumRows(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = i32x4.add(v128.shuffle<i32>(a, b, 0, 4, 2, 6), v128.shuffle<i32>(a, b, 1, 5, 3, 7));
  const cd = i32x4.add(v128.shuffle<i32>(c, d, 0, 4, 2, 6), v128.shuffle<i32>(c, d, 1, 5, 3, 7));
  return i32x4.add(v128.shuffle<i64>(ab, cd, 0, 2), v128.shuffle<i64>(ab, cd, 1, 3));
}

/** Stores two neighbours of a row. */
function finish(to: usize, before: usize, after: usize, a: f32, b: f32, relu: i32): void {
  if (before) {
    a += load<f32>(before);
    b += load<f32>(before, 4);
  }
  if (relu) {
    a = max<f32>(a, 0);
    b = max<f32>(b, 0);
  }
  if (after) {
    a += load<f32>(after);
    b += load<f32>(after, 4);
  }
  store<f32>(to, a);
  store<f32>(to, b, 4);
}

/** Largest absolute value of `length` floats; `length` is a multiple of 4. */
export function largest(from: usize, length: i32): f32 {
  let most = f32x4.splat(0);
  const end: usize = from + <usize>(length << 2);
  while (from < end) {
    most = f32x4.max(most, f32x4.abs(v128.load(from)));
    from += 16;
  }
  return max<f32>(
    max<f32>(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max<f32>(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
}

/** Floats as 16-bit whole numbers, so that `most` becomes 8191. `length` is a multiple of 8. Returns the scale. */
export function quantize(from: usize, length: i32, most: f32, to: usize): f32 {
  const factor = f32x4.splat(most > 0 ? MOST / most : 0);
  const end: usize = from + <usize>(length << 2);
  while (from < end) {
    const low = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(from), factor)));
    const high = i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(v128.load(from, 16), factor)));
    v128.store(to, i16x8.narrow_i32x4_s(low, high));
    from += 32;
    to += 16;
  }
  return most / MOST;
}

/** Layer normalization of `count` rows of `width` floats (a multiple of 4), in place. */
export function normalizeRows(
  at: usize,
  count: i32,
  width: i32,
  gamma: usize,
  beta: usize,
  epsilon: f32,
): void {
  const bytes: i32 = width << 2;
  for (let row = 0; row < count; row++, at += <usize>bytes) {
    let sum = f32x4.splat(0);
    for (let i = 0; i < bytes; i += 16) sum = f32x4.add(sum, v128.load(at + <usize>i));
    const mean = f32x4.splat(total(sum) / <f32>width);
    let squares = f32x4.splat(0);
    for (let i = 0; i < bytes; i += 16) {
      const centred = f32x4.sub(v128.load(at + <usize>i), mean);
      squares = f32x4.add(squares, f32x4.mul(centred, centred));
    }
    const factor = f32x4.splat(<f32>1 / sqrt<f32>(total(squares) / <f32>width + epsilon));
    for (let i = 0; i < bytes; i += 16) {
      const scaled = f32x4.mul(f32x4.sub(v128.load(at + <usize>i), mean), factor);
      v128.store(
        at + <usize>i,
        f32x4.add(f32x4.mul(scaled, v128.load(gamma + <usize>i)), v128.load(beta + <usize>i)),
      );
    }
  }
}

function total(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) +
    f32x4.extract_lane(v, 1) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

/** The mean of `count` rows of `width` floats (a multiple of 4). */
export function averageRows(from: usize, count: i32, width: i32, to: usize): void {
  const bytes: i32 = width << 2;
  const share = f32x4.splat(<f32>1 / <f32>count);
  for (let i = 0; i < bytes; i += 16) {
    let sum = f32x4.splat(0);
    let at: usize = from + <usize>i;
    for (let row = 0; row < count; row++, at += <usize>bytes) sum = f32x4.add(sum, v128.load(at));
    v128.store(to + <usize>i, f32x4.mul(sum, share));
  }
}

/**
 * A row of 512 6-bit numbers as floats `number × scale + lowest`. In the row, 256 bytes hold the lower 4 bits of numbers i and
 * i + 256; 128 bytes hold the upper 2 bits of numbers i, i + 128, i + 256 and i + 384.
 */
export function expandRow(packed: usize, scale: f32, lowest: f32, to: usize): void {
  for (let i: usize = 0; i < 128; i++) {
    const near: i32 = load<u8>(packed + i);
    const far: i32 = load<u8>(packed + i, 128);
    const upper: i32 = load<u8>(packed + i, 256);
    const at: usize = to + (i << 2);
    store<f32>(at, <f32>((near & 15) | ((upper & 3) << 4)) * scale + lowest);
    store<f32>(at, <f32>((far & 15) | ((upper & 12) << 2)) * scale + lowest, 512);
    store<f32>(at, <f32>((near >> 4) | (upper & 48)) * scale + lowest, 1024);
    store<f32>(at, <f32>((far >> 4) | ((upper & 192) >> 2)) * scale + lowest, 1536);
  }
}
