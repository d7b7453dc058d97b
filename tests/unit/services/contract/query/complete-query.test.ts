import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  allCompletions,
  completeChoice,
  completeField,
  completeStored,
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

  it('offers nothing that is not read', () => {
    for (const text of allCompletions().filter((one) => !one.endsWith(':')))
      assert.deepEqual(parseQuery(text).notes, [], text);
  });
});
