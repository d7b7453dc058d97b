import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffObjects } from '#cli/kubernetes/apply/diff.ts';
import type { KubeObject } from '#cli/kubernetes/objects.ts';

const object = (data: Record<string, unknown>, kind = 'ConfigMap') =>
  ({
    apiVersion: 'v1',
    kind,
    metadata: { name: 'x', uid: 'u', resourceVersion: '1', managedFields: [{ manager: 'someone' }] },
    data,
  }) as KubeObject;

test('shows what changes with what is around it, and leaves the rest out', () => {
  const before = object({ a: '1', b: '2', c: '3', d: '4', e: '5', f: '6', g: '7' });
  const after = object({ a: '1', b: '2', c: '3', d: '9', e: '5', f: '6', g: '7' });
  assert.deepEqual(diffObjects(before, after), [
    '…',
    '    b: "2"',
    '    c: "3"',
    '-   d: "4"',
    '+   d: "9"',
    '    e: "5"',
    '    f: "6"',
    '…',
  ]);
});

test('is empty for what only the server keeps', () => {
  const later = {
    ...object({ a: '1' }),
    metadata: { name: 'x', uid: 'u', resourceVersion: '2', generation: 7 },
  };
  assert.deepEqual(diffObjects(object({ a: '1' }), later), []);
});

test('never shows a secret', () => {
  const lines = diffObjects(null, object({ password: 'aHVudGVyMg==' }, 'Secret'));
  assert.ok(lines.some((line) => line.includes('password: (hidden)')));
  assert.ok(!lines.join().includes('aHVudGVyMg'));
});

test('shows what is made and what goes as a whole', () => {
  assert.ok(diffObjects(null, object({ a: '1' })).every((line) => line.startsWith('+ ')));
  assert.ok(diffObjects(object({ a: '1' }), null).every((line) => line.startsWith('- ')));
});
