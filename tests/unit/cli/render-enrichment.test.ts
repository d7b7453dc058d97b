import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  describeGrowth,
  describeSigns,
  describeSponsored,
  describeTextTopics,
} from '#cli/output/render/render-enrichment.ts';
import { AUTHENTICITY_RULES } from '#domain/enrichment.ts';

const growth = {
  ...{ rate: 0.024, from_followers: 12_000, to_followers: 12_288, window_days: 30, reason: null },
  ...{ from: '2026-05-02T00:00:00.000Z', to: '2026-06-01T00:00:00.000Z' },
};
const sponsored = {
  ...{ share: 0.25, likely_share: 0.5, sample_size: 12, declared: 1, marked: 2, likely: 3, reason: null },
};

it('shows growth with its sign, its window and both counts', () => {
  assert.equal(describeGrowth(growth), '+2.4% in 30 days (12,000 to 12,288)');
  assert.match(describeGrowth({ ...growth, rate: -0.5 }) ?? '', /^-50% /);
  assert.match(describeGrowth({ ...growth, rate: null, reason: 'one_reading' }) ?? '', /^unknown: /);
  assert.equal(describeGrowth(undefined), null);
});

it('shows the sponsored share with its classes, and why there is none', () => {
  assert.equal(describeSponsored(sponsored), '25% of 12 posts (1 declared, 2 marked), 50% with 3 likely');
  const none = { ...sponsored, share: null, likely_share: null, reason: 'too_few_posts' as const };
  assert.match(describeSponsored(none) ?? '', /^unknown: /);
});

it('names each rule that applies, and how many were checked', () => {
  for (const rule of AUTHENTICITY_RULES) {
    const shown = describeSigns({ fired: [{ rule, value: 1, limit: 0 }], checked: [rule, 'inactive'] });
    assert.ok(shown?.includes(rule) && shown.includes('2'), rule);
  }
  assert.match(describeSigns({ fired: [], checked: ['inactive'] }) ?? '', /none of 1\b/);
  assert.equal(describeSigns({ fired: [], checked: [] }), null);
});

it('shows the topics of texts with the words that decided, and leaves hashtags to the topics', () => {
  const evidence = [
    { topic: 'bread', words: ['#bread'], posts: 3 },
    { topic: 'food', words: ['recipes', 'baking'], posts: null },
  ];
  assert.equal(describeTextTopics(evidence), 'food (recipes, baking)');
  assert.equal(describeTextTopics([]), null);
});
