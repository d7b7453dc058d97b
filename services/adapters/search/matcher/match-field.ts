import { timeOf } from '#contract/query/parse-time.ts';
import type { FieldClause, FieldTest, Range } from '#contract/query/tree.ts';
import type { Profile } from '#domain/profile.ts';
import type { QueryTest } from '#ports/query-matcher.ts';
import type { LabelKeys } from '../stored/label-keys.ts';
import { keyOf, labelKeysOf, queryKeys } from '../stored/label-keys.ts';
import { NUMBERS, numberOfField } from '../stored/numbers.ts';
import { bitsOf, isTraitField, traitBitsOf } from '../stored/traits.ts';

/** Facts with one value. */
const PLAIN = ['platform', 'tier', 'source', 'category'] as const;

export function compileField({ field, test }: FieldClause): QueryTest {
  const number = numberOfField(field);
  if (number !== undefined) {
    const read = NUMBERS[number];
    return (profile, nowMs) => within(rangeOf(test, nowMs), read(profile));
  }
  const values = test.kind === 'values' ? test.values : [];
  if (isTraitField(field)) {
    const wanted = bitsOf(values.map((value) => `${field}:${value}`));
    return (profile) => (traitBitsOf(profile) & wanted) !== 0;
  }
  const plain = PLAIN.find((one) => one === field);
  if (plain !== undefined) {
    const keys = new Set(values.map(keyOf));
    return (profile) => {
      const value = profile[plain];
      return value !== null && keys.has(keyOf(value));
    };
  }
  const label = field as keyof LabelKeys;
  const keys = new Set(values.flatMap((value) => queryKeys(label, value)));
  return (profile: Profile) => labelKeysOf(profile)[label].some((key) => keys.has(key));
}

function rangeOf(test: FieldTest, nowMs: number): Range {
  if (test.kind === 'range') return test.range;
  if (test.kind !== 'time') return {};
  const { from, to } = test;
  return { ...(from && { min: timeOf(from, nowMs) }), ...(to && { max: timeOf(to, nowMs) }) };
}

function within({ min, max, above, below }: Range, value: number | null): boolean {
  return (
    value !== null &&
    !(min !== undefined && value < min) &&
    !(max !== undefined && value > max) &&
    !(above !== undefined && value <= above) &&
    !(below !== undefined && value >= below)
  );
}
