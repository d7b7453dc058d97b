import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findDataPackage } from '#adapters/meaning/find-data-package.ts';
import { DATA_FILES } from '#adapters/meaning/model/manifest.ts';

const folder = process.env.MEANING_DATA ?? findDataPackage() ?? '';

/** Folder of the data package, and the `skip` that says how to build it where it is missing. */
export const meaningData: { folder: string; skip: string | false } = {
  folder,
  skip:
    !existsSync(join(folder, DATA_FILES.manifest)) && 'the data package is not built (npm run meaning:data)',
};
