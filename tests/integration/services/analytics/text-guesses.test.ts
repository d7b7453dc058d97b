import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startAnalytics } from '#tests/support/platform/analytics-service.ts';

const signal = new AbortController().signal;
const request = (id: string) => ({ id, platform: 'instagram', followers: 1_000, fetched_at_ms: 1_000 });

it('guesses language and category from texts, where it is asked to', async () => {
  await using analytics = await startAnalytics();
  const texts = {
    display_name: 'Ada',
    bio: 'Rezepte und Backen für die ganze Familie, jeden Tag etwas Neues.',
    posts: [],
    guess_language: true,
    guess_category: true,
  };
  const [guessed, notAsked, languageOnly] = await analytics.client.analyze(
    [
      { ...request('instagram:1'), texts },
      request('instagram:2'),
      { ...request('instagram:3'), texts: { ...texts, guess_category: false } },
    ],
    signal,
  );
  assert.deepEqual(guessed?.category_guess, { category: 'food', words: ['backen', 'rezepte'] });
  assert.deepEqual([guessed?.language, languageOnly?.language, notAsked?.language], ['de', 'de', undefined]);
  assert.deepEqual([notAsked?.category_guess, languageOnly?.category_guess], [undefined, undefined]);
});
