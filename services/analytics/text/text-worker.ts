/** Guesses languages and categories, off the main thread: the tables of the detector are large and detection is slow. */
import { serveCalls } from '#runtime/worker/worker-server.ts';
import type { TextsInput } from './analyze-texts.ts';
import { analyzeTexts } from './analyze-texts.ts';

serveCalls((calls) => {
  for (const { method, payload, resolve, reject } of calls) {
    if (method === 'close') resolve(undefined);
    else {
      try {
        resolve((payload as TextsInput[]).map(analyzeTexts));
      } catch (error) {
        reject(error);
      }
    }
  }
});
