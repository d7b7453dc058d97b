import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '#tests/support/platform/cli.ts';

const FOLDER = join(ROOT, 'tests/fixtures/meaning');

/** A made-up text and what the published model computes for it; `scripts/meaning/reference.py` wrote it. */
export interface Reference {
  language: string;
  text: string;
  ids: number[];
  /** In whole numbers, the largest 127. */
  embedding: Int8Array;
}

/** Texts by language. Text `i` says the same in all languages, except in `other`. */
export function readTexts(): Record<string, string[]> {
  return JSON.parse(readFileSync(join(FOLDER, 'texts.json'), 'utf8')) as Record<string, string[]>;
}

export function readReferences(): Reference[] {
  const { ids, embeddings } = JSON.parse(readFileSync(join(FOLDER, 'reference.json'), 'utf8')) as {
    ids: number[][];
    embeddings: string[];
  };
  const texts = Object.entries(readTexts()).flatMap(([language, list]) =>
    list.map((text) => ({ language, text })),
  );
  return texts.map((text, at) => ({
    ...text,
    ids: ids[at]!,
    embedding: new Int8Array(Buffer.from(embeddings[at]!, 'base64')),
  }));
}
