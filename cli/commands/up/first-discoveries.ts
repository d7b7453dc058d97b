import type { Context } from '#cli/context.ts';
import { OperationError } from '#cli/errors.ts';
import { askLine } from '#cli/instance/ask-line.ts';
import type { EventSink } from '#cli/output/events/events.ts';
import { note, warning } from '#cli/output/events/events.ts';
import { DEFAULT_SOURCE, sourceUrl } from '#contract/sources/source-plan.ts';
import { DISCOVERY } from '../discover/discovery-run.ts';
import { startDiscovery } from '../discover/start-discovery.ts';
import { isEmpty } from '../first-profiles.ts';
import { followRun } from '../follow-run.ts';
import { isReachable } from './is-reachable.ts';

/** Offered on a terminal: they exist on every network, and are not about each other. */
const OFFERED = ['vegan food', 'street photography', 'climate science'];

/** The topics to discover: as given, as set, or none; `null` when a person may be asked. */
export function chosenTopics(
  given: readonly string[] | false | undefined,
  setting: readonly string[],
): readonly string[] | null {
  if (given === false) return [];
  const chosen = given ?? (setting.length === 0 ? null : setting);
  return chosen?.filter((topic) => topic !== 'off') ?? null;
}

/** Asks on the terminal which topics a new instance begins with; none when it has profiles, or without a terminal. */
export async function offerTopics(context: Context, sink: EventSink): Promise<readonly string[]> {
  const { output } = context;
  if (output.format !== 'text' || output.quiet || context.stdin().isTTY !== true) return [];
  if (!(await isEmpty(context)) || !(await reaches(context, sink))) return [];
  const list = OFFERED.map((topic, index) => `  ${index + 1}  ${topic}`).join('\n');
  const question = `Find creators on ${DEFAULT_SOURCE} now?\n${list}\nNumbers, topics of your own, or n for none [1,2,3]: `;
  return readTopics(await askLine(question, context));
}

/** `1,3` or topics separated by commas; nothing is all that are offered. */
export function readTopics(answer: string): readonly string[] {
  const text = answer.trim();
  if (text === '' || /^y(?:es)?$/i.test(text)) return OFFERED;
  if (/^(?:no?|none)$/i.test(text)) return [];
  const topics = text.split(/[,;]/).flatMap((part) => OFFERED[Number(part) - 1] ?? part.trim());
  return [...new Set(topics.filter((topic) => topic !== '' && !/^\d+$/.test(topic)))];
}

/** Starts a discovery for each topic, and returns when their profiles are searchable. One that finds nothing is a warning. */
export async function discoverTopics(
  topics: readonly string[],
  context: Context,
  sink: EventSink,
): Promise<void> {
  if (topics.length === 0 || !(await reaches(context, sink))) return;
  const client = await context.client();
  const started = [];
  for (const topic of topics) started.push(await startDiscovery(client, { topic }, context));
  for (const discovery of started) {
    try {
      await followRun(DISCOVERY, discovery, context, sink);
    } catch (error) {
      if (context.signal.aborted || !(error instanceof OperationError)) throw error;
      sink.emit(warning(error.code, error.message));
    }
  }
}

async function reaches(context: Context, sink: EventSink): Promise<boolean> {
  const url = sourceUrl(DEFAULT_SOURCE, context.settings.values.sources);
  if (await isReachable(url, context.signal)) return true;
  sink.emit(
    note('source_unreachable', `${new URL(url).host} cannot be reached, so no creators are discovered now`, {
      text: 'everything else works; discover later',
      command: ['discover', OFFERED[0] as string],
    }),
  );
  return false;
}
