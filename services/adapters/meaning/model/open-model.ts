import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { CorruptStoreError } from '#ports/errors.ts';
import { VECTOR_DIMENSIONS, VECTOR_SCALE } from '#ports/text-encoder.ts';
import type { Tokenize } from '../tokenizer/tokenizer.ts';
import { createTokenizer } from '../tokenizer/tokenizer.ts';
import { createForward } from './forward.ts';
import { openKernel } from './kernel.ts';
import { BATCH_TOKENS, layOutMemory, WIDTH } from './layout.ts';
import type { Block, Manifest } from './manifest.ts';
import { DATA_FILES, readManifest } from './manifest.ts';
import { createRowCache } from './row-cache.ts';

/** The model in the calling thread. `openTextEncoder` runs it in a separate thread. */
export interface OpenedModel {
  tokenize: Tokenize;
  /** Embeddings of length 1, 512 floats each, as the published model computes them. */
  embed(texts: readonly Int32Array[]): Float32Array[];
  /** Vectors of the port for a batch of at most `BATCH_TOKENS` ids. */
  encode(texts: readonly Int32Array[]): Int8Array[];
  close(): void;
}

/** Loads weights and vocabulary of the data package in `folder`; the embeddings of the pieces stay in their file. */
export function openModel(folder: string): OpenedModel {
  const manifest = readManifest(folder);
  const layout = layOutMemory(manifest.bytes.weights);
  const { kernel, memory } = openKernel(layout.bytes);
  const loaded = new Uint8Array(memory, layout.weights, manifest.bytes.weights);
  readInto(join(folder, DATA_FILES.weights), loaded);
  verify(loaded, manifest.sha256.weights);
  const tokenize = openTokenizer(folder, manifest);
  const embeddings = openSync(join(folder, DATA_FILES.embeddings), 'r');
  const blocks = new Map(
    Object.entries(manifest.weights).map(([name, block]): [string, Block] => [
      name,
      { ...block, offset: layout.weights + block.offset },
    ]),
  );
  const weights = (name: string): Block => {
    const block = blocks.get(name);
    if (block === undefined) throw new TypeError(`The data package has no weights ${name}`);
    return block;
  };
  const groups = manifest.groups.scale.map((scale, at) => ({
    scale,
    lowest: manifest.groups.lowest[at] ?? 0,
  }));
  const { areas } = layout;
  const forward = createForward({
    kernel,
    memory,
    areas,
    weights,
    epsilon: manifest.epsilon,
    rowOf: createRowCache(embeddings, memory, areas.rowCache),
    groupOf: (id) => groups[id % groups.length] ?? { scale: 1, lowest: 0 },
  });
  const project = () => weights('projection');

  return {
    tokenize,
    embed(texts) {
      forward(texts);
      return texts.map((_, text) =>
        toUnit(new Float32Array(memory, areas.third + text * WIDTH.output * 4, WIDTH.output)),
      );
    },
    encode(texts) {
      forward(texts);
      const { offset, scale = 1 } = project();
      const words = new Uint32Array(memory, areas.rows);
      const scales = new Float32Array(memory, areas.scales);
      for (let text = 0; text < Math.ceil(texts.length / 4) * 4; text++) {
        const row = Math.min(text, texts.length - 1);
        const from = areas.third + row * WIDTH.output * 4;
        const to = areas.whole + row * WIDTH.output * 2;
        words[text] = to;
        scales[text] = kernel.quantize(from, WIDTH.output, kernel.largest(from, WIDTH.output), to);
      }
      kernel.multiply(
        ...[areas.rows, texts.length, areas.scales, offset, WIDTH.output, VECTOR_DIMENSIONS, scale],
        ...([0, 0, 0, 0, 0, areas.first, VECTOR_DIMENSIONS * 4] as const),
      );
      return texts.map((_, text) =>
        toWhole(new Float32Array(memory, areas.first + text * VECTOR_DIMENSIONS * 4, VECTOR_DIMENSIONS)),
      );
    },
    close: () => closeSync(embeddings),
  };
}

function openTokenizer(folder: string, manifest: Manifest): Tokenize {
  const bytes = readFileSync(join(folder, DATA_FILES.tokenizer));
  verify(bytes, manifest.sha256.tokenizer);
  const { buffer, byteOffset } = bytes;
  const block = (name: string): Block => manifest.tokenizer[name] ?? { offset: 0, bytes: 0 };
  const integers = (name: string) =>
    new Int32Array(buffer, byteOffset + block(name).offset, block(name).bytes / 4);
  return createTokenizer(
    {
      base: integers('base'),
      check: integers('check'),
      piece: integers('piece'),
      scores: new Float32Array(buffer, byteOffset + block('scores').offset, block('scores').bytes / 4),
      unknownScore: manifest.unknownScore,
      normalizer: new Uint8Array(buffer, byteOffset + block('normalizer').offset, block('normalizer').bytes),
    },
    BATCH_TOKENS,
  );
}

function verify(bytes: Uint8Array, sha256: string): void {
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new CorruptStoreError('A file of the data package is damaged', {});
}

function readInto(path: string, target: Uint8Array): void {
  const file = openSync(path, 'r');
  try {
    for (let at = 0; at < target.length; ) {
      const read = readSync(file, target, at, target.length - at, at);
      if (read === 0) throw new RangeError(`${path} ends too early`);
      at += read;
    }
  } finally {
    closeSync(file);
  }
}

function lengthOf(vector: Float32Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) || 1;
}

function toUnit(vector: Float32Array): Float32Array {
  const length = lengthOf(vector);
  return vector.map((value) => value / length);
}

function toWhole(vector: Float32Array): Int8Array {
  const factor = VECTOR_SCALE / lengthOf(vector);
  return Int8Array.from(vector, (value) => Math.max(-127, Math.min(127, Math.round(value * factor))));
}
