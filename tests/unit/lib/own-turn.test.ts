import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownTurn } from '#lib/async/own-turn.ts';

test('each waiter gets a turn of its own, in order', async () => {
  const turns: [waiter: number, turn: number][] = [];
  let turn = 0;
  const count = () => {
    turn++;
    if (turns.length < 3) setImmediate(count);
  };
  setImmediate(count);
  await Promise.all(
    [0, 1, 2].map(async (waiter) => {
      await ownTurn();
      turns.push([waiter, turn]);
    }),
  );
  assert.deepEqual(
    turns.map(([waiter]) => waiter),
    [0, 1, 2],
  );
  assert.equal(new Set(turns.map(([, at]) => at)).size, 3);
  await ownTurn();
});
