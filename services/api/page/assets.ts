import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the pages. Its name holds a hash of its content. */
export interface Asset {
  body: Buffer;
  /** The same, gzip; `null` where that saves nothing. */
  gzip: Buffer | null;
  contentType: string;
}

/** Files that the build makes for the pages. */
export interface PageAssets {
  /** The path of a file by its plain name: `/assets/page-4F2K.css`. `undefined` when the build did not make it. */
  href(name: string): string | undefined;
  /** By the name in its path. */
  read(file: string): Asset | undefined;
}

const FOLDER = 'dist/services/page/';
const MANIFEST = 'manifest.json';
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Reads the files that `scripts/build.ts` made. Without a build the pages are plain HTML: they work without style and script. */
export function readPageAssets(from: string = import.meta.url): PageAssets {
  const folder = findFolder(from);
  const names: Readonly<Record<string, string>> =
    folder === undefined ? {} : JSON.parse(readFileSync(new URL(MANIFEST, folder), 'utf8'));
  const assets = new Map(
    folder === undefined
      ? []
      : Object.values(names).map((file) => [file, readAsset(new URL(file, folder))] as const),
  );
  return {
    href: (name) => (names[name] === undefined ? undefined : `/assets/${names[name]}`),
    read: (file) => assets.get(file),
  };
}

/** `dist/` lies beside `services/` in the sources; in the bundle this file is in it. */
function findFolder(from: string): URL | undefined {
  for (let folder = new URL('.', from); folder.pathname !== '/'; folder = new URL('..', folder)) {
    const candidate = new URL(FOLDER, folder);
    if (existsSync(new URL(MANIFEST, candidate))) return candidate;
  }
  return undefined;
}

function readAsset(url: URL): Asset {
  const packed = new URL(`${url.href}.gz`);
  return {
    body: readFileSync(url),
    gzip: existsSync(packed) ? readFileSync(packed) : null,
    contentType: TYPES[extname(fileURLToPath(url))] ?? 'application/octet-stream',
  };
}
