import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const { imports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  imports: Record<string, string>;
};

/** Packages that a module loads at once, with the modules on the way to each. */
function packagesAtStart(entry: string): Map<string, string> {
  const packages = new Map<string, string>();
  const seen = new Set<string>();
  const open = [{ path: join(ROOT, entry), way: entry }];
  for (const { path, way } of open) {
    if (seen.has(path)) continue;
    seen.add(path);
    const { module } = parseSync(path, readFileSync(path, 'utf8'));
    const specifiers = module.staticImports
      .filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType))
      .map(({ moduleRequest }) => moduleRequest.value);
    for (const specifier of specifiers) {
      if (specifier.startsWith('node:')) continue;
      const target = resolve(specifier, path);
      if (target === null) packages.set(specifier, way);
      else open.push({ path: target, way: `${way} -> ${relative(ROOT, target)}` });
    }
  }
  return packages;
}

function resolve(specifier: string, from: string): string | null {
  if (specifier.startsWith('.')) return join(dirname(from), specifier);
  const alias = Object.keys(imports).find((key) => specifier.startsWith(key.slice(0, -1)));
  if (alias === undefined) return null;
  return join(ROOT, (imports[alias] ?? '').slice(0, -1), specifier.slice(alias.length - 1));
}

test('the command line loads no large package before it knows the command', () => {
  const packages = packagesAtStart('cli/main.ts');
  assert.deepEqual([...packages.keys()].sort(), ['commander'], `${[...packages.values()]}`);
});

test('an API that does not serve agents loads no package for them', () => {
  const packages = packagesAtStart('services/api/server.ts');
  assert.ok(packages.has('fastify'));
  assert.deepEqual(
    [...packages.keys()].filter((name) => name.startsWith('@modelcontextprotocol')),
    [],
  );
});
