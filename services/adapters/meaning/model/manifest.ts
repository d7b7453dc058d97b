import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Version of the layout below. Data of another version is not read. */
export const DATA_FORMAT = 1;

/** Folder of the data in the package, and its files. The manifest is written last. */
export const DATA_FILES = {
  manifest: 'data/manifest.json',
  embeddings: 'data/embeddings.bin',
  weights: 'data/weights.bin',
  tokenizer: 'data/tokenizer.bin',
} as const;

/** Bytes of a piece's row in `embeddings`: 512 numbers of 6 bits, as `expandRow` of the kernel reads them. */
export const ROW_BYTES = 384;

/** Where an array lies in its file. Offsets are multiples of 16. A matrix of whole numbers also has a scale. */
export interface Block {
  offset: number;
  bytes: number;
  scale?: number;
}

/** What `data/manifest.json` contains. */
export interface Manifest {
  format: number;
  /** Name and version of model and projection, with a hash of the data. */
  model: string;
  languages: string[];
  pieces: number;
  /** Row `id` of the embeddings is `number × scale[id % groups] + lowest[id % groups]`. */
  groups: { scale: number[]; lowest: number[] };
  epsilon: number;
  /** The score of a character that no piece covers. */
  unknownScore: number;
  /** SHA-256 of each file, in hexadecimal digits. */
  sha256: Record<'embeddings' | 'weights' | 'tokenizer', string>;
  bytes: Record<'embeddings' | 'weights' | 'tokenizer', number>;
  weights: Record<string, Block>;
  tokenizer: Record<string, Block>;
}

/** The manifest of the package in `folder`. Throws if it cannot be read. */
export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, DATA_FILES.manifest), 'utf8')) as Manifest;
}
