import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSentences } from '#scripts/sentences/read-sentences.ts';

test('messages and templates are found, codes, types, queries and comments are not', () => {
  const source = [
    "import { x } from './module.ts';",
    '// A comment of several words.',
    "type T = 'also not one';",
    "const code = 'state_not_writable';",
    "const query = 'SELECT body FROM messages';",
    "fail('The port is taken');",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the source under test
    'note(`waiting for ${pods.length} pods`);',
  ].join('\n');
  assert.deepEqual(readSentences('a.ts', source), [
    { line: 6, text: 'The port is taken' },
    { line: 7, text: 'waiting for {pods.length} pods' },
  ]);
});
