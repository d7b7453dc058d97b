import assert from 'node:assert/strict';
import { openTextEncoder } from '#adapters/meaning/open-text-encoder.ts';
import { meaningData } from '#tests/support/meaning/meaning-data.ts';
import { testTextEncoder } from './text-encoder-suite.ts';

testTextEncoder(
  'multilingual sentence encoder',
  async () => {
    const { encoder } = await openTextEncoder({ folder: meaningData.folder });
    assert.ok(encoder);
    return encoder;
  },
  meaningData.skip,
);
