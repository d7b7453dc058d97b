import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AREAS } from './areas.ts';
import type { Aliases, ImportsByFile } from './check-imports.ts';
import { resolveImport } from './check-imports.ts';
import type { Graph } from './find-cycles.ts';
import { readImports } from './read-imports.ts';

/** Reads every TypeScript file of a source tree, given by its root folder. */
export function readTree(root: string): { files: ImportsByFile; aliases: Aliases; graph: Graph } {
  const { imports: aliases } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    imports: Aliases;
  };
  const folders = [...new Set(Object.keys(AREAS).map((area) => area.split('/')[0]))];
  const paths = globSync(`{${folders.join(',')}}/**/*.ts`, { cwd: root }).sort();
  const files = new Map(
    paths.map((path) => [path, readImports(path, readFileSync(join(root, path), 'utf8'))]),
  );
  const graph = new Map(
    [...files].map(([file, imports]) => [
      file,
      imports.flatMap(({ specifier }) => {
        const target = specifier === null ? null : resolveImport(file, specifier, aliases);
        return target !== null && files.has(target) ? [target] : [];
      }),
    ]),
  );
  return { files, aliases, graph };
}
