import type { ImportReportLine } from '#contract/import/import.ts';
import type { Fleet } from './fleet.ts';

export interface Importing {
  /** Profiles acknowledged so far: the largest figure that any attempt was told. */
  accepted(): number;
  /** Attempts that were broken off. */
  broken(): number;
  /** Resolves when one attempt was acknowledged as a whole. */
  done: Promise<void>;
}

const PAUSE_MS = 250;

/**
 * Imports `count` demo profiles as a person would: again from the start whenever it is broken off, until one attempt is
 * acknowledged as a whole. The scrapers are taken in turn.
 */
export function importDemo(fleet: Fleet, count: number, seed: number, signal: AbortSignal): Importing {
  let accepted = 0;
  let broken = 0;
  const run = async () => {
    for (let attempt = 0; ; attempt++) {
      signal.throwIfAborted();
      const scrapers = fleet.of('scraper');
      const last = await once(
        fleet,
        scrapers[attempt % scrapers.length]?.admin() ?? '',
        count,
        seed,
        signal,
        (now) => {
          accepted = Math.max(accepted, now);
        },
      );
      if (last?.type === 'done') return;
      broken++;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  };
  return { accepted: () => accepted, broken: () => broken, done: run() };
}

async function once(
  fleet: Fleet,
  admin: string,
  count: number,
  seed: number,
  signal: AbortSignal,
  onAccepted: (accepted: number) => void,
): Promise<ImportReportLine | undefined> {
  let last: ImportReportLine | undefined;
  try {
    const answer = await fetch(`${admin}/imports/demo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${fleet.token}` },
      body: JSON.stringify({ count, seed }),
      signal,
    });
    let rest = '';
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        last = JSON.parse(line) as ImportReportLine;
        if ('accepted' in last) onAccepted(last.accepted);
      }
    }
  } catch {
    // The connection ended with the process; what had been acknowledged counts.
  }
  return last;
}
