import type { Context } from '#cli/context.ts';
import { listInstances } from '#cli/instance/paths.ts';
import { allCompletions } from '#contract/query/complete-query.ts';
import type { SuggestResponse } from '#contract/query/suggest.ts';
import { SOURCE_OPTIONS } from '#contract/sources/source-plan.ts';
import type { VALUES } from './kinds.ts';

/** A person waits for it. */
const TIMEOUT_MS = 2_000;
const LIMIT = 20;

const FIELDS = {
  categories: 'category',
  sources: 'source',
  topics: 'topic',
  countries: 'country',
  languages: 'language',
} as const;

/** Values that are looked up: names of instances and live sources, parts of a query, and values of stored profiles. */
export async function completionValues(
  what: (typeof VALUES)[number],
  context: Pick<Context, 'settings' | 'client' | 'deadline'>,
): Promise<string[]> {
  if (what === 'live-sources') return Object.keys(SOURCE_OPTIONS);
  if (what === 'names') return listInstances(context.settings.values.home);
  if (what === 'query') {
    const stored = Object.values(FIELDS).map((field) => storedValues(field, context));
    const values = await Promise.all(stored).catch(() => []);
    return [...allCompletions(), ...values.flat()];
  }
  const field = FIELDS[what];
  return (await storedValues(field, context)).map((text) => unquote(text.slice(field.length + 1)));
}

/** `topic:yoga`, the most frequent first. */
async function storedValues(field: string, context: Pick<Context, 'client' | 'deadline'>): Promise<string[]> {
  const query = new URLSearchParams({ q: `${field}:`, limit: String(LIMIT) });
  const client = await context.client();
  const { completions } = await client.json<SuggestResponse>('public', `/suggest?${query}`, 'Suggest', {
    signal: context.deadline(TIMEOUT_MS),
  });
  return completions.map(({ text }) => text);
}

function unquote(value: string): string {
  return value.replace(/^"(.*)"$/s, '$1');
}
