import assert from 'node:assert/strict';
import { test } from 'node:test';
import { locateFields, parseColumnMap } from '#scraper/reading/fields/columns.ts';

const located = (columns: string[], map: string[] = []) =>
  Object.fromEntries(locateFields(columns, parseColumnMap(map)));

test('knows columns by their names in any case, with spaces or dashes, and by a few synonyms', () => {
  assert.deepEqual(located(['Username', 'Posts Count', 'display-name', 'Follower Count', 'name']), {
    username: 0,
    posts_count: 1,
    display_name: 2,
    followers: 3,
  });
});

test('a documented name wins over a synonym, the first column over an equal one', () => {
  assert.deepEqual(located(['description', 'bio', 'handle', 'followers', 'followers']), {
    bio: 1,
    username: 2,
    followers: 3,
  });
});

test('a mapped column wins', () => {
  assert.deepEqual(located(['username', 'login'], ['username=login']), { username: 1 });
});

test('refuses a map that cannot be meant', () => {
  const faults: [string[], RegExp][] = [
    [['username'], /"username" is not field=column/],
    [['=login'], /is not field=column/],
    [['nick=login'], /"nick" is not a field/],
    [['bio=a', 'bio=b'], /bio is mapped twice/],
    [['username=nick'], /there is no column "nick" \(columns: login, name\)/],
  ];
  for (const [map, message] of faults) {
    assert.throws(() => located(['login', 'name'], map), { code: 'bad_map', message });
  }
});
