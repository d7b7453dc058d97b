import { readFileSync, writeFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BuildResult } from 'esbuild';
import { build } from 'esbuild';
import { assertBudgets } from './budgets.ts';

const SOURCE = 'services/api/page';
const FOLDER = 'dist/services/page';
const MAX_GZIP_LEVEL = 9;

/** Files that a page names, by the names it uses. */
const ENTRIES: Readonly<Record<string, string>> = {
  'page.js': `${SOURCE}/browser/page.ts`,
  'shortlist.js': `${SOURCE}/browser/shortlist.ts`,
  'page.css': `${SOURCE}/style/page.css`,
  'icon.svg': `${SOURCE}/style/icon.svg`,
};

/** Bundles scripts and styles of the pages, under names that hold a hash of their content. Returns the files written. */
export async function buildPage(): Promise<string[]> {
  const result = await build({
    entryPoints: Object.values(ENTRIES),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'],
    loader: { '.svg': 'copy' },
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    outdir: FOLDER,
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  });
  const outputs = Object.keys(result.metafile?.outputs ?? {});
  const manifest = nameOutputs(result);
  const packed = outputs.filter((path) => pack(path)).map((path) => `${path}.gz`);
  const list = `${FOLDER}/manifest.json`;
  writeFileSync(list, `${JSON.stringify(manifest, null, 2)}\n`);
  assertBudgets(outputs);
  return [...outputs, ...packed, list];
}

/** The written file of each entry, and of each part that they share. */
function nameOutputs({ metafile }: BuildResult): Record<string, string> {
  const outputs = Object.entries(metafile?.outputs ?? {}).map(([path, { entryPoint, inputs }]) => {
    const source = entryPoint ?? (extname(path) === '.svg' ? Object.keys(inputs)[0] : undefined);
    const name = Object.keys(ENTRIES).find((key) => ENTRIES[key] === source);
    return [name ?? basename(path), basename(path)] as const;
  });
  return Object.fromEntries(outputs);
}

function pack(path: string): boolean {
  const body = readFileSync(path);
  const packed = gzipSync(body, { level: MAX_GZIP_LEVEL });
  if (packed.length >= body.length) return false;
  writeFileSync(`${path}.gz`, packed);
  return true;
}
