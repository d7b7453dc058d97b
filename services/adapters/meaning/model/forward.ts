import type { Kernel } from './kernel.ts';
import type { Areas } from './layout.ts';
import { BRANCHES, GAP_ROWS, WIDTH } from './layout.ts';
import type { Block } from './manifest.ts';

/** What the model's equations need. */
export interface Model {
  kernel: Kernel;
  memory: ArrayBuffer;
  areas: Areas;
  /** By name; offsets are addresses in the memory. */
  weights: (name: string) => Block;
  epsilon: number;
  /** Address of the packed row of a piece. */
  rowOf: (id: number) => number;
  groupOf: (id: number) => { scale: number; lowest: number };
}

const BRANCH_BYTES = WIDTH.branch * 4;
const FEATURE_BYTES = WIDTH.features * 4;
const PROJECTED_BYTES = BRANCH_BYTES * BRANCHES.length;
const PADDED_BYTES = WIDTH.branch * 2;

/**
 * The encoder of the multilingual Universal Sentence Encoder 3 (Yang et al., 2019): embeddings of the pieces, three branches of
 * convolutions over 2, 3 and 5 neighbours, the mean of all tokens, and a residual network.
 *
 * Writes the embeddings of `texts` (ids of pieces, at most `BATCH_TOKENS` in all) before the last normalization to the area
 * `third`: 512 floats for each text. A text's result does not depend on the others.
 */
export function createForward(model: Model): (texts: readonly Int32Array[]) => void {
  const { kernel, memory, areas, weights } = model;
  const words = new Uint32Array(memory);
  const floats = new Float32Array(memory);
  const bytes = new Uint8Array(memory);

  const setRow = (row: number, address: number, scale: number) => {
    words[areas.rows / 4 + row] = address;
    floats[areas.scales / 4 + row] = scale;
  };
  /** The kernel reads rows in fours: the list ends with copies of the last. */
  const fillRows = (count: number) => {
    const address = words[areas.rows / 4 + count - 1] ?? 0;
    for (let row = count; row % 4 !== 0; row++) setRow(row, address, 0);
  };
  const multiply = (
    count: number,
    name: string,
    depth: number,
    columns: number,
    out: number,
    stride: number,
    add: { bias?: string; before?: number; after?: number; addStride?: number; relu?: boolean } = {},
  ) => {
    const matrix = weights(name);
    const bias = add.bias === undefined ? 0 : weights(add.bias).offset;
    const { before = 0, after = 0, addStride = 0, relu = false } = add;
    kernel.multiply(
      ...[areas.rows, count, areas.scales, matrix.offset, depth, columns, matrix.scale ?? 1],
      ...([bias, before, after, addStride, relu ? 1 : 0, out, stride] as const),
    );
  };

  /** Whole numbers of `count` rows of floats; one scale for each. */
  const quantizeRows = (count: number, from: number, width: number, stride: number) => {
    for (let row = 0; row < count; row++) {
      const at = from + row * stride;
      const to = areas.whole + row * width * 2;
      setRow(row, to, kernel.quantize(at, width, kernel.largest(at, width), to));
    }
    fillRows(count);
  };

  const readEmbeddings = (texts: readonly Int32Array[]): number => {
    let token = 0;
    for (const ids of texts)
      for (const id of ids) {
        const { scale, lowest } = model.groupOf(id);
        kernel.expandRow(model.rowOf(id), scale, lowest, areas.features + token++ * FEATURE_BYTES);
      }
    return token;
  };

  /** Whole numbers of rows for a convolution: one scale for each text, zero rows between texts. */
  const padRows = (texts: readonly Int32Array[], from: number, stride: number, before: number) => {
    const gap = GAP_ROWS * PADDED_BYTES;
    let token = 0;
    let to = areas.padded;
    bytes.fill(0, to, to + gap);
    to += gap;
    for (const { length } of texts) {
      let most = 0;
      for (let row = token; row < token + length; row++)
        most = Math.max(most, kernel.largest(from + row * stride, WIDTH.branch));
      for (let row = token; row < token + length; row++) {
        setRow(row, to - before * PADDED_BYTES, kernel.quantize(from + row * stride, WIDTH.branch, most, to));
        to += PADDED_BYTES;
      }
      token += length;
      bytes.fill(0, to, to + gap);
      to += gap;
    }
    fillRows(token);
  };

  const convolve = (texts: readonly Int32Array[], tokens: number, branch: number) => {
    const { order, before } = BRANCHES[branch] ?? BRANCHES[0];
    const input = areas.projected + branch * BRANCH_BYTES;
    const out = areas.features + WIDTH.embedding * 4 + branch * BRANCH_BYTES;
    const depth = order * WIDTH.branch;
    padRows(texts, input, PROJECTED_BYTES, before);
    // The sum with `after` needs equal rows: the input is copied to where its rows lie beside each other.
    for (let row = 0; row < tokens; row++)
      bytes.copyWithin(
        areas.hidden + row * BRANCH_BYTES,
        input + row * PROJECTED_BYTES,
        input + row * PROJECTED_BYTES + BRANCH_BYTES,
      );
    multiply(tokens, `w1_${order}`, depth, WIDTH.branch, areas.hidden, BRANCH_BYTES, {
      bias: `b1_${order}`,
      after: areas.hidden,
      addStride: BRANCH_BYTES,
      relu: true,
    });
    padRows(texts, areas.hidden, BRANCH_BYTES, before);
    multiply(tokens, `w2_${order}`, depth, WIDTH.branch, out, FEATURE_BYTES, {
      bias: `b2_${order}`,
      after: areas.hidden,
      addStride: BRANCH_BYTES,
      relu: true,
    });
  };

  return (texts) => {
    const tokens = readEmbeddings(texts);
    quantizeRows(tokens, areas.features, WIDTH.embedding, FEATURE_BYTES);
    BRANCHES.forEach(({ order }, branch) => {
      const out = areas.projected + branch * BRANCH_BYTES;
      multiply(tokens, `proj${order}`, WIDTH.embedding, WIDTH.branch, out, PROJECTED_BYTES, {
        bias: `proj_b${order}`,
      });
    });
    const [gamma, beta] = [weights('ln_g_all').offset, weights('ln_b_all').offset];
    kernel.normalizeRows(areas.projected, tokens, WIDTH.branch * BRANCHES.length, gamma, beta, model.epsilon);
    for (let branch = 0; branch < BRANCHES.length; branch++) convolve(texts, tokens, branch);
    kernel.normalizeRows(
      ...[areas.features, tokens, WIDTH.features],
      ...([weights('ln_g').offset, weights('ln_b').offset, model.epsilon] as const),
    );
    averageTexts(texts);
    finishTexts(texts.length);
    // The reference divides the sum of the tokens by the square root of their number. All layers above are homogeneous.
    texts.forEach(({ length }, text) => {
      const root = Math.sqrt(length);
      const from = areas.third / 4 + text * WIDTH.output;
      for (let at = from; at < from + WIDTH.output; at++) floats[at] = Math.tanh((floats[at] ?? 0) * root);
    });
  };

  function averageTexts(texts: readonly Int32Array[]): void {
    let token = 0;
    texts.forEach(({ length }, text) => {
      kernel.averageRows(
        areas.features + token * FEATURE_BYTES,
        length,
        WIDTH.features,
        areas.mean + text * FEATURE_BYTES,
      );
      token += length;
    });
  }

  /** Two residual blocks over the mean of each text. */
  function finishTexts(count: number): void {
    const { mean, first, second, third } = areas;
    const stride = WIDTH.output * 4;
    quantizeRows(count, mean, WIDTH.features, FEATURE_BYTES);
    multiply(count, 'cnn_W', WIDTH.features, WIDTH.output, first, stride, { bias: 'cnn_b' });
    quantizeRows(count, first, WIDTH.output, stride);
    multiply(count, 'd0', WIDTH.output, WIDTH.hidden, second, stride, { relu: true });
    multiply(count, 'p1', WIDTH.output, WIDTH.hidden, third, stride);
    quantizeRows(count, second, WIDTH.hidden, stride);
    const y1 = { before: third, addStride: stride, relu: true };
    multiply(count, 'd1', WIDTH.hidden, WIDTH.hidden, first, stride, y1);
    quantizeRows(count, first, WIDTH.hidden, stride);
    multiply(count, 'd2', WIDTH.hidden, WIDTH.output, second, stride, { relu: true });
    multiply(count, 'p3', WIDTH.hidden, WIDTH.output, first, stride);
    quantizeRows(count, second, WIDTH.output, stride);
    multiply(count, 'd3', WIDTH.output, WIDTH.output, third, stride, { before: first, addStride: stride });
  }
}
