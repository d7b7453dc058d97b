import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openModel } from '#adapters/meaning/model/open-model.ts';
import { cosine } from '#tests/support/meaning/cosine.ts';
import { meaningData } from '#tests/support/meaning/meaning-data.ts';
import { readReferences } from '#tests/support/meaning/reference.ts';

const { folder, skip } = meaningData;

test('texts in all languages become the same pieces as in the published model', { skip }, () => {
  const model = openModel(folder);
  for (const { text, ids } of readReferences())
    assert.deepEqual([...(model.tokenize(text) ?? [])], ids, text);
  model.close();
});

test('embeddings have a cosine of at least 0.999 with those of the published model', { skip }, () => {
  const model = openModel(folder);
  const references = readReferences();
  for (let at = 0; at < references.length; at += 8) {
    const some = references.slice(at, at + 8);
    const embeddings = model.embed(some.map(({ ids }) => Int32Array.from(ids)));
    embeddings.forEach((embedding, text) => {
      const value = cosine(embedding, some[text]!.embedding);
      assert.ok(value >= 0.999, `${some[text]!.text}: ${value}`);
    });
  }
  model.close();
});

test('a text has the same pieces whatever Unicode form it has', { skip }, () => {
  const model = openModel(folder);
  assert.deepEqual(model.tokenize('cafe\u0301  ＡＢＣ'), model.tokenize('café ABC'));
  model.close();
});
