/** Guesses languages and categories, off the main thread: the detector's tables are large and it is slow. */
import { serveCalls } from '#runtime/worker/worker-server.ts';
import type { TextsInput } from './analyze-texts.ts';
import { analyzeTexts } from './analyze-texts.ts';

serveCalls((calls) => {
  for (const { method, payload, resolve, reject } of calls) {
    if (method === 'close') resolve(undefined);
    else analyzeTexts(payload as TextsInput[]).then(resolve, reject);
  }
});
