import { workerData } from 'node:worker_threads';
import { serveCalls } from '#runtime/worker/worker-server.ts';
import { BATCH_TOKENS } from './model/layout.ts';
import { openModel } from './model/open-model.ts';

const { folder } = workerData as { folder: string };
const model = openModel(folder);

serveCalls((calls) => {
  for (const { method, payload, resolve, reject } of calls) {
    try {
      if (method === 'encode') resolve(encode(payload as readonly string[]));
      else if (method === 'close') resolve(model.close());
      else resolve(undefined);
    } catch (error) {
      reject(error);
    }
  }
});

function encode(texts: readonly string[]): (Int8Array | null)[] {
  const vectors: (Int8Array | null)[] = texts.map(() => null);
  let batch: { ids: Int32Array; place: number }[] = [];
  let tokens = 0;
  const flush = () => {
    if (batch.length === 0) return;
    model.encode(batch.map(({ ids }) => ids)).forEach((vector, at) => {
      vectors[batch[at]?.place ?? 0] = vector;
    });
    batch = [];
    tokens = 0;
  };
  texts.forEach((text, place) => {
    const ids = model.tokenize(text);
    if (ids === null) return;
    if (tokens + ids.length > BATCH_TOKENS) flush();
    batch.push({ ids, place });
    tokens += ids.length;
  });
  flush();
  return vectors;
}
