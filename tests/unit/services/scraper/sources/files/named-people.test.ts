import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createFieldFaults } from '#scraper/reading/fields/field-faults.ts';
import { buildReading } from '#scraper/sources/files/build-reading.ts';

const DAY_MS = 86_400_000;
const person = fc.record({
  displayName: fc.constantFrom('Maria Silva', 'maria silva', 'Li Wei'),
  country: fc.constantFrom('Brazil', 'China', null),
  category: fc.constantFrom('Music', 'Food', null),
  followers: fc.constantFrom(1_000, 1_200, 9_900, 10_000, null),
  bio: fc.constantFrom('Singer', 'Singer and mother', null),
});
type Person = typeof person extends fc.Arbitrary<infer T> ? T : never;

function idOf(one: Person, day: number): string | null {
  const context = {
    platform: null,
    dayOrder: null,
    rateInPercent: false,
    asOf: day * DAY_MS,
    now: 1_000 * DAY_MS,
    faults: createFieldFaults(),
  };
  return buildReading({ platform: 'instagram', ...one }, context).native_id;
}

test('people known by name only share an id exactly when all that is said of them is the same, on any day', () => {
  fc.assert(
    fc.property(person, person, fc.nat({ max: 900 }), fc.nat({ max: 900 }), (a, b, dayA, dayB) => {
      const same = JSON.stringify(a) === JSON.stringify(b);
      assert.equal(idOf(a, dayA) === idOf(b, dayB), same);
    }),
    { numRuns: 5_000 },
  );
});
