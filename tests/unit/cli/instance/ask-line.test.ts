import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { askLine } from '#cli/instance/ask-line.ts';

function terminal() {
  const asked: string[] = [];
  const stop = new AbortController();
  const input = new PassThrough();
  const context = {
    stdin: () => input,
    output: { ask: (text: string) => void asked.push(text) },
    signal: stop.signal,
  };
  return { asked, stop, input, context };
}

test('an answer comes without its spaces, and the end of the input is an empty one', async () => {
  const { asked, input, context } = terminal();
  const answered = askLine('Name: ', context);
  input.write(' vegan \n');
  assert.equal(await answered, 'vegan');
  assert.deepEqual(asked, ['Name: ']);
  const ended = terminal();
  ended.input.end();
  assert.equal(await askLine('Name: ', ended.context), '');
});

test('an interrupted question ends its line, and rejects with the reason', async () => {
  const { asked, stop, context } = terminal();
  const answered = askLine('Name: ', context);
  const reason = new Error('interrupted');
  stop.abort(reason);
  await assert.rejects(answered, reason);
  assert.deepEqual(asked, ['Name: ', '\n']);
});
