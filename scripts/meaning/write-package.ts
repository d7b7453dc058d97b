import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BRANCHES } from '#adapters/meaning/model/layout.ts';
import type { Block, Manifest } from '#adapters/meaning/model/manifest.ts';
import { DATA_FILES, DATA_FORMAT } from '#adapters/meaning/model/manifest.ts';
import { buildTrie } from './build-trie.ts';
import { packRows } from './pack-rows.ts';
import type { WholeMatrix } from './quantize-matrix.ts';
import { restoreWholeMatrix } from './quantize-matrix.ts';
import type { NumberArray } from './read-arrays.ts';
import type { Vocabulary } from './read-vocabulary.ts';

/** Languages that the model was trained with (Yang et al., 2019); `zh` is Chinese in both scripts. */
const LANGUAGES = 'ar de en es fr it ja ko nl pl pt ru th tr zh'.split(' ');

const ORDERS = BRANCHES.map(({ order }) => order);
const MATRICES = [
  ...ORDERS.flatMap((order) => [`proj${order}`, `w1_${order}`, `w2_${order}`]),
  ...['cnn_W', 'd0', 'd1', 'd2', 'd3', 'p1', 'p3'],
];
const VECTORS = [
  ...ORDERS.flatMap((order) => [`proj_b${order}`, `b1_${order}`, `b2_${order}`]),
  ...['ln_g', 'ln_b', 'cnn_b'],
];

/** Writes `data/` of the package. The manifest comes last, so that an interrupted run leaves no complete package. */
export function writePackage(
  folder: string,
  arrays: Map<string, NumberArray>,
  vocabulary: Vocabulary,
  projection: WholeMatrix,
): Manifest {
  const array = (name: string): NumberArray => {
    const found = arrays.get(name);
    if (found === undefined) throw new Error(`The model has no array ${name}`);
    return found;
  };
  const floats = (name: string) => array(name).values as Float32Array;
  const joined = (name: string) =>
    Float32Array.from(ORDERS.flatMap((order) => [...floats(`${name}${order}`)]));
  const whole = (name: string) => {
    const { shape, values } = array(name);
    return restoreWholeMatrix(values as Float32Array, shape[0]!, shape[1]!);
  };

  const weights = createFile();
  for (const name of MATRICES) addMatrix(weights, name, whole(name));
  for (const name of VECTORS) weights.add(name, floats(name));
  for (const name of ['ln_g', 'ln_b']) weights.add(`${name}_all`, joined(name));
  addMatrix(weights, 'projection', projection);

  const tokenizer = createFile();
  for (const [name, values] of Object.entries(buildTrie(vocabulary.pieces)))
    tokenizer.add(name, values as Int32Array);
  tokenizer.add('scores', vocabulary.scores);
  tokenizer.add('normalizer', vocabulary.normalizer);

  const files = {
    embeddings: packRows(floats('scale').length, (group) => array(`q${group + 1}`), vocabulary.pieces.length),
    weights: weights.bytes(),
    tokenizer: tokenizer.bytes(),
  };
  mkdirSync(join(folder, 'data'), { recursive: true });
  rmSync(join(folder, DATA_FILES.manifest), { force: true });
  const hash = createHash('sha256');
  const sha256 = {} as Manifest['sha256'];
  for (const [name, bytes] of Object.entries(files)) {
    writeFileSync(join(folder, DATA_FILES[name as keyof typeof files]), bytes);
    const digest = createHash('sha256').update(bytes).digest('hex');
    sha256[name as keyof typeof files] = digest;
    hash.update(digest);
  }
  const manifest: Manifest = {
    format: DATA_FORMAT,
    model: `use-multilingual-3-256-${hash.digest('hex').slice(0, 12)}`,
    languages: LANGUAGES,
    pieces: vocabulary.pieces.length,
    groups: { scale: [...floats('scale')], lowest: [...floats('lo')] },
    epsilon: array('eps').values[0] ?? 0,
    unknownScore: vocabulary.scores.reduce((least, score) => Math.min(least, score)) - 10,
    sha256,
    bytes: {
      embeddings: files.embeddings.length,
      weights: files.weights.length,
      tokenizer: files.tokenizer.length,
    },
    weights: weights.blocks,
    tokenizer: tokenizer.blocks,
  };
  writeFileSync(join(folder, DATA_FILES.manifest), `${JSON.stringify(manifest)}\n`);
  return manifest;
}

function addMatrix(file: ReturnType<typeof createFile>, name: string, { values, scale }: WholeMatrix): void {
  file.add(name, values, scale);
}

/** Writes arrays one after the other, each at a multiple of 16 bytes. */
function createFile() {
  const blocks: Record<string, Block> = {};
  const parts: Buffer[] = [];
  let end = 0;
  return {
    blocks,
    add(name: string, { buffer, byteOffset, byteLength }: NodeJS.TypedArray, scale?: number): void {
      blocks[name] = { offset: end, bytes: byteLength, ...(scale !== undefined && { scale }) };
      const padding = (16 - (byteLength % 16)) % 16;
      parts.push(Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength), Buffer.alloc(padding));
      end += byteLength + padding;
    },
    bytes: () => Buffer.concat(parts),
  };
}
