import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPeopleCounter } from '#scraper/import/people-counter.ts';
import type { Reading } from '#scraper/reading.ts';
import { facts } from '#tests/support/profile-events.ts';

function reading(native_id: string | null, username: string | null, extra: Partial<Reading> = {}): Reading {
  const profile = facts({ username });
  return {
    platform: 'x',
    native_id,
    username,
    source: 'import',
    fetched_at: 1,
    profile,
    avatar: null,
    posts: [],
    history: [],
    ...extra,
  };
}

test('counts a person once, by id or by handle', () => {
  const people = createPeopleCounter();
  for (const one of [
    reading(null, 'ada'),
    reading('1', 'Ada'),
    reading('1', 'ada_new'),
    reading(null, 'ada_new'),
    reading(null, 'ben'),
  ])
    people.see(one);
  assert.equal(people.count().people, 2);
});

test('two accounts that had one handle stay two', () => {
  const people = createPeopleCounter();
  for (const one of [reading('1', 'ada'), reading('2', 'ada'), reading(null, 'ada')]) people.see(one);
  assert.equal(people.count().people, 2);
});

test('posts without a profile are no people', () => {
  const people = createPeopleCounter();
  people.see(reading('1', null, { profile: null }));
  assert.equal(people.count().people, 0);
});

test('people of one name are counted apart and named as ambiguous', () => {
  const people = createPeopleCounter();
  const named = (id: string, name: string) =>
    reading(id, null, { namedOnly: true, profile: facts({ username: null, display_name: name }) });
  const firsts = [
    named('name-1', 'Maria Silva'),
    named('name-1', 'Maria Silva'),
    named('name-2', 'maria  silva'),
  ].map((one) => people.see(one));
  assert.deepEqual(firsts, [true, false, true]);
  assert.deepEqual(people.count(), { people: 2, exact: true, named_only: 2, ambiguous: 1 });
});

test('beyond its bound it estimates to about one percent', () => {
  const people = createPeopleCounter(1_000);
  for (let i = 0; i < 50_000; i++) people.see(reading(null, `user_${i}`));
  const { people: count, exact } = people.count();
  assert.equal(exact, false);
  assert.ok(Math.abs(count - 50_000) < 1_500, String(count));
});
