import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { collectUses, pinnedFiles } from '#scripts/pins/collect-uses.ts';
import { findReferences, writePin } from '#scripts/pins/find-references.ts';
import { renderPins } from '#scripts/pins/pins-page.ts';
import { containersOf, MANIFEST_FOLDERS, readManifests, workloadsOf } from '#tests/support/manifests.ts';

const DIGEST = `sha256:${'0a'.repeat(32)}`;
const uses = collectUses();

test('docs/pins.md tells of every image and action what it is, or that its digest is not known', () => {
  const page = readFileSync('docs/pins.md', 'utf8');
  assert.equal(renderPins(page, uses), page, 'npm run pins writes it');
});

test('every container runs an image that is accounted for', () => {
  const known = uses.map(
    ({ reference: { name, version, pin } }) => `${name}:${version}${pin ? `@${pin}` : ''}`,
  );
  for (const folder of MANIFEST_FOLDERS) {
    for (const { name, image } of workloadsOf(readManifests(folder)).flatMap(containersOf)) {
      assert.ok(known.includes(image), `${folder}, ${name}: ${image}`);
    }
  }
});

test('the services run the version that is in package.json, and nothing runs "latest"', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const ours = uses.filter(({ reference }) => reference.name.endsWith('/influscope'));
  assert.deepEqual(
    ours.map(({ reference }) => reference.version),
    [version],
  );
  assert.ok(uses.every(({ reference }) => reference.version !== 'latest'));
});

test('an image or action is named in one way everywhere', () => {
  const names = uses.map(({ reference }) => reference.name);
  assert.deepEqual(names, [...new Set(names)]);
});

test('every action is a commit', () => {
  for (const { reference } of uses) {
    if (reference.kind === 'action') assert.match(reference.pin ?? '', /^[0-9a-f]{40}$/, reference.name);
  }
});

test('no line that names an image or an action is overlooked', () => {
  for (const file of pinnedFiles()) {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (!/^\s*(?:- )?(?:image|uses): [^[$]/.test(line)) continue;
      assert.equal(findReferences(line).length, 1, `${file}: ${line}`);
    }
  }
});

test('a pin is added to each tag without one, and nowhere else', () => {
  const [reference] = findReferences('  image: registry.example/a/b:1.0');
  assert.ok(reference);
  const text =
    'image: registry.example/a/b:1.0\nimage: registry.example/a/b:1.0.1\nimage: x.registry.example/a/b:1.0\n';
  const pinned = text.replace('b:1.0\n', `b:1.0@${DIGEST}\n`);
  assert.equal(writePin(text, reference, DIGEST), pinned);
  assert.equal(writePin(pinned, reference, DIGEST), pinned);
  const [action] = findReferences('- uses: a/b@v1');
  assert.ok(action);
  assert.equal(writePin('- uses: a/b@v1\n', action, 'f'.repeat(40)), `- uses: a/b@${'f'.repeat(40)} # v1\n`);
});
