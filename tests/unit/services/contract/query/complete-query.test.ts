import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  allCompletions,
  completeChoice,
  completeField,
  completeStored,
  namedLike,
  readOpenEnd,
} from '#contract/query/complete-query.ts';
import { parseQuery } from '#contract/query/parse-query.ts';

const textsOf = (completions: readonly { text: string }[]) => completions.map(({ text }) => text);

describe('completing a query', () => {
  const ends: [text: string, end: object][] = [
    ['tech', { kind: 'word', start: 0, typed: 'tech' }],
    ['tech fol', { kind: 'word', start: 5, typed: 'fol' }],
    ['tech ', { kind: 'word', start: 5, typed: '' }],
    ['lang:d', { kind: 'value', start: 0, field: 'language', typed: 'd', before: 'lang:' }],
    [
      '(a OR -platform:x,in',
      { kind: 'value', start: 6, field: 'platform', typed: 'in', before: '-platform:x,' },
    ],
    ['topic:"street f', { kind: 'value', start: 0, field: 'topic', typed: 'street f', before: 'topic:' }],
    ['a:b', { kind: 'word', start: 0, typed: 'a:b' }],
    ['"tech r', { kind: 'word', start: 6, typed: 'r', isQuoted: true }],
    ['"a b" topic:"x y" fol', { kind: 'word', start: 18, typed: 'fol' }],
  ];
  for (const [text, end] of ends)
    it(`reads what is being typed in ${JSON.stringify(text)}`, () =>
      assert.deepEqual(readOpenEnd(text), end));

  it('offers fields by any of their names, each once', () => {
    assert.deepEqual(textsOf(completeField('fol')), ['followers:', 'following:']);
    assert.deepEqual(textsOf(completeField('-la')), ['-language:', '-last-post:']);
    assert.deepEqual(completeField(''), []);
  });

  it('offers the values of a choice, the example of a number, and stored values in quotes where needed', () => {
    const value = (text: string) => {
      const end = readOpenEnd(text);
      assert.ok(end.kind === 'value');
      return end;
    };
    assert.deepEqual(textsOf(completeChoice(value('tier:m'))), [
      'tier:micro',
      'tier:mid',
      'tier:macro',
      'tier:mega',
    ]);
    assert.deepEqual(textsOf(completeChoice(value('sort:g'))), ['sort:growth']);
    assert.deepEqual(textsOf(completeChoice(value('followers:'))), ['followers:10k..100k']);
    assert.deepEqual(textsOf(completeStored(value('topic:yoga,st'), [{ value: 'street food', count: 2 }])), [
      'topic:yoga,"street food"',
    ]);
  });

  it('does not offer a value that is already in the list', () => {
    const end = readOpenEnd('platform:instagram,');
    assert.ok(end.kind === 'value');
    assert.ok(!textsOf(completeChoice(end)).includes('platform:instagram,instagram'));
    const topic = readOpenEnd('topic:Yoga,');
    assert.ok(topic.kind === 'value');
    assert.deepEqual(completeStored(topic, [{ value: 'yoga', count: 2 }]), []);
  });

  it('names the codes of countries and languages, and finds them by name', () => {
    const end = readOpenEnd('country:');
    assert.ok(end.kind === 'value');
    const values = ['de', 'gb', 'berlin', 'zz'].map((value) => ({ value, count: 1 }));
    assert.deepEqual(
      completeStored(end, values).map(({ about }) => about),
      ['Germany', 'United Kingdom', null, 'Unknown Region'],
    );
    assert.deepEqual(
      namedLike('country', 'Unit', values).map(({ value }) => value),
      ['gb'],
    );
    assert.deepEqual(
      namedLike('language', 'ger', [{ value: 'de' }, { value: 'en' }]).map(({ value }) => value),
      ['de'],
    );
    assert.deepEqual(namedLike('topic', 'ger', [{ value: 'de' }]), []);
  });

  it('offers nothing that is not read', () => {
    for (const text of allCompletions().filter((one) => !one.endsWith(':')))
      assert.deepEqual(parseQuery(text).notes, [], text);
  });
});
