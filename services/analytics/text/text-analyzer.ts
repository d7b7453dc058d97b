import type { OnCrash, WorkerClient } from '#runtime/worker/worker-client.ts';
import { createWorkerClient, resolveWorkerScript } from '#runtime/worker/worker-client.ts';
import type { TextAnalysis, TextsInput } from './analyze-texts.ts';

/** Analyzes texts in a thread that exists only while there are texts: its tables take 80 MiB. */
export interface TextAnalyzer {
  /** In the order asked. Rejects with `UnavailableError` when the thread has ended. */
  analyze(inputs: readonly TextsInput[]): Promise<TextAnalysis[]>;
  close(): Promise<void>;
}

const NOTHING: TextAnalysis = { language: null, category: null, topics: [] };
/** How long the thread stays without work. */
const IDLE_MS = 60_000;
/** Little memory for what is soon garbage; the tables need most of the old generation. */
const LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 96 };

/** Without `detectsLanguage` the detector's tables are never loaded, and languages stay unknown. */
export function createTextAnalyzer(
  { detectsLanguage }: { detectsLanguage: boolean },
  onCrash: OnCrash,
): TextAnalyzer {
  let client: WorkerClient | undefined;
  let idle: NodeJS.Timeout | undefined;
  let calls = 0;

  const end = async () => {
    const ending = client;
    client = undefined;
    await ending?.close();
  };
  const open = () =>
    createWorkerClient(
      resolveWorkerScript('services/analytics/text/text-worker'),
      undefined,
      (error) => {
        // The next call starts another thread: it keeps nothing that could be lost.
        client = undefined;
        onCrash(error);
      },
      LIMITS,
    );

  return {
    async analyze(inputs) {
      const asked = inputs
        .map((input, index) => ({
          index,
          input: { ...input, guessLanguage: detectsLanguage && input.guessLanguage },
        }))
        .filter(({ input }) => (input.guessLanguage || input.guessCategory) && hasText(input));
      if (asked.length === 0) return inputs.map(() => NOTHING);
      clearTimeout(idle);
      calls++;
      client ??= open();
      try {
        const analyses = await client.call<TextAnalysis[]>(
          'analyze',
          asked.map(({ input }) => input),
        );
        const byIndex = new Map(asked.map(({ index }, at) => [index, analyses[at]]));
        return inputs.map((_, index) => byIndex.get(index) ?? NOTHING);
      } finally {
        if (--calls === 0) idle = setTimeout(() => void end(), IDLE_MS).unref();
      }
    },
    async close() {
      clearTimeout(idle);
      await end();
    },
  };
}

/** A name alone tells neither language nor category. */
function hasText({ bio, posts, hashtags }: TextsInput): boolean {
  return bio !== '' || hashtags.length > 0 || posts.some((post) => post !== '');
}
