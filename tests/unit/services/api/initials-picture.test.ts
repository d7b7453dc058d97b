import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderInitials } from '#api/initials-picture.ts';

test('draws the initials on their hue', () => {
  const svg = renderInitials('AB-210.svg');
  assert.match(svg ?? '', />AB<\/text>/);
  assert.match(svg ?? '', /hsl\(210 /);
});

test('draws letters of any script', () => {
  assert.match(renderInitials('田-0.svg') ?? '', />田<\/text>/);
});

test('refuses every name of another form', () => {
  for (const name of [
    'AB-360.svg',
    'AB.svg',
    '<script>-1.svg',
    '"-1.svg',
    '-1.svg',
    'AB-1.png',
    '../AB-1.svg',
  ]) {
    assert.equal(renderInitials(name), undefined, name);
  }
});
