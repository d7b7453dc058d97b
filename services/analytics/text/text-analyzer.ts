import type { OnCrash, WorkerClient } from '#runtime/worker/worker-client.ts';
import { createWorkerClient, resolveWorkerScript } from '#runtime/worker/worker-client.ts';
import type { TextAnalysis, TextsInput } from './analyze-texts.ts';

/** Analyzes texts in a thread that starts with the first of them. */
export interface TextAnalyzer {
  /** In the order asked. Rejects with `UnavailableError` when the thread has ended. */
  analyze(inputs: readonly TextsInput[]): Promise<TextAnalysis[]>;
  close(): Promise<void>;
}

export function createTextAnalyzer(onCrash: OnCrash): TextAnalyzer {
  let client: WorkerClient | undefined;
  return {
    async analyze(inputs) {
      if (inputs.length === 0) return [];
      client ??= createWorkerClient(
        resolveWorkerScript('services/analytics/text/text-worker'),
        undefined,
        (error) => {
          // The next call starts another thread: a thread holds no state.
          client = undefined;
          onCrash(error);
        },
      );
      return client.call<TextAnalysis[]>('analyze', inputs);
    },
    close: async () => client?.close(),
  };
}
