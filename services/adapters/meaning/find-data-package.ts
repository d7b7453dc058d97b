import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DATA_FILES } from './model/manifest.ts';

/** Name of the optional package that contains the data of the model. */
const PACKAGE = 'influscope-meaning';

/** In a clone: where `npm run meaning:data` writes the package. */
const IN_CLONE = 'packages/meaning';

/** Folder of the data package: in the clone, or installed beside this package. */
export function findDataPackage(root: string = packageRoot()): string | undefined {
  const own = join(root, IN_CLONE);
  if (existsSync(join(own, DATA_FILES.manifest))) return own;
  try {
    const installed = createRequire(join(root, 'package.json')).resolve(`${PACKAGE}/package.json`);
    return dirname(installed);
  } catch {
    return undefined;
  }
}

/** The folder that contains this package's package.json; works in sources and in `dist/`. */
function packageRoot(): string {
  const own = import.meta.url;
  const end = [own.lastIndexOf('/dist/services/'), own.lastIndexOf('/services/adapters/meaning/')].find(
    (at) => at !== -1,
  );
  return fileURLToPath(new URL('.', own.slice(0, (end ?? own.lastIndexOf('/')) + 1)));
}
