import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stringText } from '#adapters/search/stored/string-text.ts';
import { joinProfiles } from '#api/join-profiles.ts';
import { createPercentiles } from '#api/percentiles.ts';
import { createFakeSearchIndex } from '#tests/support/fakes/fake-search-index.ts';
import { searchableProfile } from '#tests/support/searchable-profile.ts';

test('profiles are joined with their percentiles, in UTF-8', async () => {
  const profiles = [0, 0.01, 0.02, null].map((engagement_rate, i) => ({
    ...searchableProfile(i),
    bio: 'ünï→😀',
    engagement_rate,
  }));
  const [{ platform = '', tier = '' } = {}] = profiles as { platform?: string; tier?: string }[];
  const quantiles = Array.from({ length: 101 }, (_, i) => i / 4_000);
  const percentiles = createPercentiles({
    ...createFakeSearchIndex(),
    distribution: async () =>
      [true, false].map((demo) => ({ platform, tier, demo, population: 50, quantiles })),
  });
  const ranks = await percentiles.current();
  const texts = () => profiles.map((profile) => stringText(JSON.stringify(profile), profile));
  const annotated = await percentiles.annotate(profiles);
  assert.ok(annotated.some(({ percentile }) => percentile !== null));
  const ends = profiles.map((profile) => ranks.endOf(profile));
  const lines = annotated.map((profile) => JSON.stringify(profile));
  const around = { before: '["é",', separator: ',', after: ',"ü"]' };
  assert.equal(joinProfiles(texts(), ends, around).toString(), `["é",${lines.join()},"ü"]`);
  assert.equal(
    joinProfiles(texts(), ends, { separator: '\n', after: '\n' }).toString(),
    `${lines.join('\n')}\n`,
  );
  assert.equal(joinProfiles([], [], { before: '[', separator: ',', after: ']' }).toString(), '[]');
});
