import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { AREAS } from '#scripts/boundaries/areas.ts';
import { areaOf, findViolations } from '#scripts/boundaries/check-imports.ts';
import { findCycles } from '#scripts/boundaries/find-cycles.ts';
import { readTree } from '#scripts/boundaries/read-tree.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const real = readTree(ROOT);
const folder = mkdtempSync(join(tmpdir(), 'boundaries-'));
after(() => rmSync(folder, { recursive: true }));

/** Beyond the deepest folder of today's tree. */
const DEEPER = 3;
const FORMS = [
  (path: string) => `import { x } from '${path}';\n`,
  (path: string) => `import type { X } from '${path}';\n`,
  (path: string) => `export { x } from '${path}';\n`,
  (path: string) => `export type { X } from '${path}';\n`,
  (path: string) => `export const load = () => import('${path}');\n`,
  (path: string) => `export type X = import('${path}').X;\n`,
];

test('a forbidden import is rejected in every area, at every depth, in every form', (t) => {
  const tree = join(folder, 'forbidden');
  const planted = new Set<string>();
  const rows: string[] = [];
  for (const area of Object.keys(AREAS)) {
    const depths = depthsOf(area);
    for (const depth of depths) {
      FORMS.forEach((form, index) => {
        const file = fileIn(area, depth, `form-${index}`);
        for (const other of forbiddenFor(area)) {
          planted.add(`${file} ${other}`);
          append(join(tree, file), form(relative(file, other)));
        }
      });
    }
    rows.push(`${area}: ${forbiddenFor(area).length} forbidden × ${depths.length} depths`);
  }
  const rejected = new Set(runBoundaries(tree).map(({ file, target }) => `${file} ${target}`));
  assert.deepEqual(
    [...planted].filter((one) => !rejected.has(one)),
    [],
  );
  t.diagnostic(`${planted.size} forbidden imports rejected in ${rows.length} areas`);
  t.diagnostic(rows.join('; '));
});

test('an alias leads to the same verdict as a path', () => {
  const tree = join(folder, 'alias');
  append(join(tree, 'services/domain/a/b/c.ts'), "import { x } from '#runtime/process/config.ts';\n");
  append(join(tree, 'cli/kubernetes/a/b/c.ts'), "import type { X } from '#cli/targets/target.ts';\n");
  assert.deepEqual(
    runBoundaries(tree).map(({ target }) => target),
    ['cli/targets/target.ts', 'services/runtime/process/config.ts'],
  );
});

test('every import that the declaration allows passes', () => {
  const tree = join(folder, 'allowed');
  for (const [area, allowed] of Object.entries(AREAS)) {
    const entries = allowed.map((entry) => (entry.endsWith('.ts') ? entry : `${entry}/probe.ts`));
    const file = fileIn(area, 0, 'allowed');
    for (const entry of entries) append(join(tree, file), `import '${aliasOf(entry)}';\n`);
  }
  assert.deepEqual(runBoundaries(tree), []);
});

test('areas keep to their packages, and a computed import is rejected', () => {
  const tree = join(folder, 'packages');
  append(join(tree, 'services/domain/a.ts'), "import { Type } from 'typebox';\n");
  append(join(tree, 'services/api/a.ts'), "import type { Channel } from 'amqplib';\n");
  append(join(tree, 'cli/commands/a.ts'), 'export const load = (name: string) => import(name);\n');
  append(join(tree, 'lib/a.ts'), "import 'node:fs';\n");
  append(join(tree, 'services/api/b.ts'), "import fastify from 'fastify';\n");
  assert.deepEqual(
    runBoundaries(tree).map(({ file }) => file),
    ['cli/commands/a.ts', 'services/api/a.ts', 'services/domain/a.ts'],
  );
});

test('a cycle is found, type-only imports included', () => {
  const tree = join(folder, 'cycle');
  append(join(tree, 'lib/a.ts'), "import type { B } from './b.ts';\n");
  append(join(tree, 'lib/b.ts'), "export const c = () => import('./c.ts');\n");
  append(join(tree, 'lib/c.ts'), "export type A = import('./a.ts').A;\n");
  append(join(tree, 'lib/d.ts'), "import './a.ts';\n");
  runBoundaries(tree);
  assert.deepEqual(
    findCycles(readTree(tree).graph).map((cycle) => cycle.sort()),
    [['lib/a.ts', 'lib/b.ts', 'lib/c.ts']],
  );
});

test('the tree has no import that the declaration forbids and no cycle', () => {
  assert.deepEqual(findViolations(real.files, real.aliases), []);
  assert.deepEqual(findCycles(real.graph), []);
});

test('every area of the declaration exists, and so does all that it may import', () => {
  const paths = [...real.files.keys()];
  const areas = new Set(paths.map(areaOf));
  assert.deepEqual(
    Object.keys(AREAS).filter((area) => !areas.has(area)),
    [],
  );
  const entries = new Set(Object.values(AREAS).flat());
  assert.deepEqual(
    [...entries].filter((entry) => !areas.has(entry) && !real.files.has(entry)),
    [],
  );
});

interface Rejected {
  file: string;
  target: string;
}

/** Runs the checker on a tree as `npm run boundaries` does. */
function runBoundaries(tree: string): Rejected[] {
  append(join(tree, 'package.json'), readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const script = join(ROOT, 'scripts/boundaries.ts');
  const { stderr, status } = spawnSync(process.execPath, [script, tree], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const rejected = [...stderr.matchAll(/^(\S+):\d+ imports (\S*):/gm)].map(([, file = '', target = '']) => ({
    file,
    target,
  }));
  assert.equal(status, stderr === '' ? 0 : 1, stderr.slice(0, 2_000));
  return rejected;
}

/** The depths that the area has in the tree, and some more. A file that is an area has one. */
function depthsOf(area: string): number[] {
  if (area.endsWith('.ts')) return [0];
  const depths = [...real.files.keys()]
    .filter((path) => areaOf(path) === area)
    .map((path) => path.slice(area.length + 1).split('/').length - 1);
  return Array.from({ length: Math.max(0, ...depths) + DEEPER + 1 }, (_, depth) => depth);
}

function fileIn(area: string, depth: number, name: string): string {
  return area.endsWith('.ts') ? area : posix.join(area, ...Array(depth).fill('deep'), `${name}.ts`);
}

/** A file of each area that this one may not import, and one outside all areas. */
function forbiddenFor(area: string): string[] {
  const allowed = AREAS[area] ?? [];
  const isOutside = ['tests', 'bench', 'scripts'].includes(area);
  const isAllowed = (other: string) =>
    allowed.includes(other) || (isOutside && allowed.some((entry) => other.startsWith(`${entry}/`)));
  const others = Object.keys(AREAS).filter((other) => other !== area && !isAllowed(other));
  return [...others.map((other) => fileIn(other, 0, 'probe')), 'dist/probe.ts'];
}

function relative(file: string, target: string): string {
  const path = posix.relative(posix.dirname(file), target);
  return path.startsWith('.') ? path : `./${path}`;
}

function aliasOf(path: string): string {
  const found = Object.entries(real.aliases).find(([, to]) => path.startsWith(to.slice(2, -1)));
  assert.ok(found, path);
  const [alias, to] = found;
  return `${alias.slice(0, -1)}${path.slice(to.slice(2, -1).length)}`;
}

function append(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { flag: path.endsWith('.json') ? 'w' : 'a' });
}
