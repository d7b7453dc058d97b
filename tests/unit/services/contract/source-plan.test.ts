import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SOURCE_OPTIONS, variablesOfSources } from '#contract/sources/source-plan.ts';
import { createEnvironment } from '#runtime/config/environment.ts';
import { readVariables } from '#runtime/config/variable.ts';
import { SCRAPER_VARIABLES } from '#scraper/config.ts';
import { LIVE_SOURCES } from '#scraper/sources/registry.ts';

const read = (variables: Record<string, string>) => {
  const environment = createEnvironment(variables);
  const values = readVariables(SCRAPER_VARIABLES, environment);
  environment.assertValid();
  return values;
};

test('every live source can be planned, and its options are variables of the scraper', () => {
  assert.deepEqual(Object.keys(SOURCE_OPTIONS).sort(), LIVE_SOURCES.map(({ name }) => name).sort());
  for (const { name, variables } of LIVE_SOURCES) {
    const known = Object.values(variables).map((variable) => variable.name);
    for (const option of SOURCE_OPTIONS[name] ?? []) {
      const variable = `${name}_${option}`.toUpperCase();
      assert.ok(known.includes(variable), variable);
    }
  }
});

test('the scraper reads from its variables what the setting says', () => {
  const values = read(
    variablesOfSources({
      bluesky: {
        url: 'https://bsky.test',
        topics: ['vegan', 'vegan'],
        every: '6h',
        budgets: { requests: 500 },
      },
      mastodon: { instances: ['one.test', 'two.test'], refresh: false },
    }),
  );
  assert.equal(String(values['bluesky.base' as keyof typeof values]), 'https://bsky.test/');
  assert.deepEqual(values.sourceBudgets, { 'bluesky.requests': 500 });
  const { bluesky, mastodon } = values.plans;
  assert.deepEqual([bluesky?.topics, bluesky?.everyMs, bluesky?.refresh], [['vegan'], 21_600_000, true]);
  assert.deepEqual([mastodon?.topics, mastodon?.everyMs, mastodon?.refresh], [[], 86_400_000, false]);
});

for (const [name, text] of [
  ['that is not JSON', '{'],
  ['with an unknown key', '{"bluesky":{"topic":[]}}'],
  ['of an unknown source', '{"myspace":{}}'],
] as const) {
  test(`the scraper refuses a plan ${name}`, () => {
    assert.throws(() => read({ SOURCES: text }), /SOURCES/);
  });
}
