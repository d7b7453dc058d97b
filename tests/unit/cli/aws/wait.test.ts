import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AwsError } from '#cli/aws/errors.ts';
import { poll } from '#cli/aws/wait.ts';

const failed = (code: 'aws_throttled' | 'aws_denied') =>
  new AwsError('no', 'no', {
    code,
    hint: {},
    awsCode: '',
    service: '',
    action: '',
    status: null,
    cause: null,
  });
const { signal } = new AbortController();
const QUICK = { signal, maxMs: 1 };

async function firstOf<T>(answers: AsyncIterable<T>, wanted: (answer: T) => boolean): Promise<T | undefined> {
  for await (const answer of answers) if (wanted(answer)) return answer;
  return undefined;
}

test('asks until the answer is the wanted one', async () => {
  let asked = 0;
  const answers = poll(async () => ++asked, QUICK);
  assert.equal(await firstOf(answers, (answer) => answer === 4), 4);
  assert.equal(asked, 4);
});

test('asks over what may pass, but not for ever, and nothing else', async () => {
  let asked = 0;
  const busy = poll(async () => {
    asked += 1;
    if (asked < 4) throw failed('aws_throttled');
    return asked;
  }, QUICK);
  assert.equal(await firstOf(busy, () => true), 4);
  const down = poll(() => Promise.reject(failed('aws_throttled')), QUICK);
  await assert.rejects(
    firstOf(down, () => true),
    { code: 'aws_throttled' },
  );
  let denials = 0;
  const denied = poll(async () => {
    denials += 1;
    throw failed('aws_denied');
  }, QUICK);
  await assert.rejects(
    firstOf(denied, () => true),
    { code: 'aws_denied' },
  );
  assert.equal(denials, 1);
});

test('ends with the reason of its signal, in the middle of a pause too', async () => {
  const stop = new AbortController();
  const answers = poll(async () => 'same', { signal: stop.signal });
  await assert.rejects(
    firstOf(answers, () => {
      stop.abort(new Error('enough'));
      return false;
    }),
    /^Error: enough$/,
  );
});
