import type { Context } from '#cli/context.ts';
import type { Wording } from '#cli/hint.ts';
import type { PlatformStats } from '#contract/health.ts';

const STATS_TIMEOUT_MS = 10_000;

/** Whether the instance has no profile at all. `false` if it does not answer: this only adds advice to a finished command. */
export async function isEmpty(context: Context): Promise<boolean> {
  const signal = context.deadline(STATS_TIMEOUT_MS);
  try {
    const client = await context.client();
    return (await client.json<PlatformStats>('admin', '/stats', 'Stats', { signal })).documents === 0;
  } catch {
    context.signal.throwIfAborted();
    return false;
  }
}

/** Ways to get the first profiles, as lines for a person. */
export function describeFirstProfiles(words: Wording): string[] {
  const ways: [command: string[], what: string][] = [
    [['discover', 'vegan food'], 'find creators on Bluesky'],
    [['import', 'creators.csv'], 'import your own list'],
    [['up', '--demo'], 'import 1,000 generated profiles'],
  ];
  const lines = ways.map(([command, what]) => [words.command(command), what] as const);
  const width = Math.max(...lines.map(([command]) => command.length));
  return [
    'This instance has no profiles yet. To get some:',
    ...lines.map(([command, what]) => `  ${command.padEnd(width)}  # ${what}`),
  ];
}
