import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Static } from 'typebox';
import type { ProfileSchema } from '#contract/profile.ts';
import type { ProfileFactsSchema } from '#contract/profile-event.ts';
import type { Profile, ProfileFacts } from '#domain/profile.ts';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

test('schemas and domain say the same of a profile', () => {
  // The types are the test: they do not compile when the two drift apart.
  const profile: Same<Static<typeof ProfileSchema>, Profile> = true;
  const facts: Same<Static<typeof ProfileFactsSchema>, ProfileFacts> = true;
  assert.ok(profile && facts);
});
