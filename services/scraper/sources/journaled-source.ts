import type { LiveSource } from './live/source.ts';
import { SourceFault } from './live/source-fault.ts';
import type { SourceJournal } from './source-journal.ts';

/** The source, with its answers and faults written to the journal. `close` gives back the reserved budgets first. */
export function journaledSource(
  source: LiveSource,
  journal: SourceJournal,
  settle: () => Promise<void>,
): LiveSource {
  async function* journaled<T>(stream: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      for await (const item of stream) {
        await journal.succeeded(source.name);
        yield item;
      }
    } catch (error) {
      if (error instanceof SourceFault) await journal.failed(source.name, error);
      throw error;
    }
  }
  return {
    name: source.name,
    platform: source.platform,
    batchSize: source.batchSize,
    discover: (query, cursor, signal) => journaled(source.discover(query, cursor, signal)),
    profiles: (ids, signal, options) => journaled(source.profiles(ids, signal, options)),
    async close() {
      await source.close();
      await settle().catch(() => {});
    },
  };
}
