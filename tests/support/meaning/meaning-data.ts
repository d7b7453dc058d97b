import { findDataPackage } from '#adapters/meaning/find-data-package.ts';

const found = findDataPackage();

/** Folder of the data package, and the `skip` that says how to build it where it is missing. */
export const meaningData: { folder: string; skip: string | false } = {
  folder: found ?? '',
  skip: found === undefined && 'the data package is not built (npm run meaning:data)',
};
