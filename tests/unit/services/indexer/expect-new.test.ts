import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createNewnessGuess } from '#indexer/pipeline/expect-new.ts';

describe('the guess whether profiles are new', () => {
  it('begins by expecting new ones', () => assert.equal(createNewnessGuess().isLikely(), true));

  it('is given up after a batch that was known, and taken up after a few that were new', () => {
    const guess = createNewnessGuess();
    guess.learn(200, 0);
    assert.equal(guess.isLikely(), false);
    for (let batch = 0; batch < 5; batch++) guess.learn(100, 100);
    assert.equal(guess.isLikely(), true);
  });

  it('is not changed by one profile alone', () => {
    const guess = createNewnessGuess();
    guess.learn(1, 0);
    guess.learn(0, 0);
    assert.equal(guess.isLikely(), true);
  });
});
