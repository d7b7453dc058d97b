import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ChangedPrivacyKeyError, checkPrivacyKey } from '#runtime/privacy/check-privacy-key.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';

/** Records that were first used with `secret`, and the warnings of later checks. */
async function usedWith(secret: string | null) {
  const records = createFakeRecords();
  const warnings: string[] = [];
  const logger = { warn: (_: object, text: string) => void warnings.push(text) } as never;
  const check = (next: string | null, change: 'refuse' | 'accept' = 'refuse') =>
    checkPrivacyKey(records, { secret: next, change }, logger);
  await check(secret);
  return { records, warnings, check };
}

describe('the secret of the suppression list', () => {
  it('is accepted again, and never stored', async () => {
    const { records, check, warnings } = await usedWith('a long secret');
    await check('a long secret');
    assert.deepEqual(warnings, []);
    assert.doesNotMatch(JSON.stringify([...records.entries]), /a long secret/);
  });

  for (const [before, after] of [
    ['a', 'b'],
    ['a', null],
    [null, 'b'],
  ] as const) {
    it(`is refused when it was ${before} and is ${after}`, async () => {
      const { check } = await usedWith(before);
      await assert.rejects(check(after), ChangedPrivacyKeyError);
      await check(before);
    });
  }

  it('is replaced when the operator accepts that', async () => {
    const { check, warnings } = await usedWith('a');
    await check('b', 'accept');
    assert.equal(warnings.length, 1);
    await check('b');
    await assert.rejects(check('a'), ChangedPrivacyKeyError);
  });

  it('of two processes that start at once is the one that was first', async () => {
    const { records } = await usedWith('a');
    records.entries.clear();
    const logger = { warn: () => {} } as never;
    const results = await Promise.allSettled(
      ['a', 'b'].map((secret) => checkPrivacyKey(records, { secret, change: 'refuse' }, logger)),
    );
    assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  });
});
