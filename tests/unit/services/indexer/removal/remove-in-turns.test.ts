import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createRemovalTurns } from '#indexer/removal/remove-in-turns.ts';
import type { RemovalRequest } from '#indexer/removal/remove-people.ts';

const request = (username: string): RemovalRequest => ({
  names: { platform: 'bluesky', native_id: null, usernames: [username] },
  reason: 'forgotten',
  until: null,
});

it('removals that wait are carried out together, each person once, after the one under way', async () => {
  const rounds: string[][] = [];
  const { promise: first, resolve: endFirst } = Promise.withResolvers<void>();
  const remove = createRemovalTurns(async (requests) => {
    rounds.push(requests.flatMap(({ names }) => names.usernames));
    if (rounds.length === 1) await first;
  });
  const running = remove([request('ada')]);
  await Promise.resolve();
  await Promise.resolve();
  const waiting = [remove([request('ada')]), remove([request('grace'), request('ada')])];
  assert.deepEqual(rounds, [['ada']]);
  endFirst();
  await Promise.all([running, ...waiting]);
  assert.deepEqual(rounds, [['ada'], ['ada', 'grace']]);
});

it('a removal that fails fails for those that asked for it, and not for the next', async () => {
  let calls = 0;
  const remove = createRemovalTurns(async () => {
    if (++calls === 1) throw new Error('away');
  });
  await assert.rejects(remove([request('ada')]), /away/);
  await remove([request('ada')]);
  assert.equal(calls, 2);
});
