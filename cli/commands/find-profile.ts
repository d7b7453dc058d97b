import type { Context } from '#cli/context.ts';
import { OperationError, UserError } from '#cli/errors.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import { toError } from '#cli/http/problem.ts';
import { askChoice } from '#cli/instance/ask-choice.ts';
import { formatShortCount, oneLine } from '#cli/output/text/format.ts';
import type { SearchResponse } from '#contract/query/search.ts';
import type { Platform } from '#domain/platform.ts';
import { PLATFORMS } from '#domain/platform.ts';
import type { Profile } from '#domain/profile.ts';
import { readText } from '#lib/read-text.ts';

const MAX_CHOICES = 9;

interface Request {
  /** An ID, `@handle`, the address of a profile, or a name as the table of results shows it. */
  term: string;
  platform: Platform | undefined;
  /** The command whose hints name the choices: `show`. */
  command: string;
  signal: AbortSignal;
}

/**
 * The one profile that `term` names. When several match, asks on a terminal; otherwise throws `ambiguous_handle` with a
 * command for each. Throws `profile_not_found` when none does.
 */
export async function findProfile(context: Context, request: Request): Promise<Profile> {
  const term = request.term.trim();
  const client = await context.client();
  const direct = isHandleOrId(term) ? await getProfile(client, term, request) : null;
  if (direct) return direct;
  const found = await searchProfiles(client, term, request);
  const [best] = found;
  if (best === undefined) {
    throw new OperationError(`There is no profile "${term}"`, {
      code: 'profile_not_found',
      hint: { text: 'search for part of the name', command: ['search', term] },
    });
  }
  if (found.length === 1) return best;
  return choose(found, context, request);
}

function isHandleOrId(term: string): boolean {
  return term.startsWith('@') || PLATFORMS.some((platform) => term.startsWith(`${platform}:`));
}

/** `null` when it is unknown or when several platforms have the handle. */
async function getProfile(
  client: InstanceClient,
  id: string,
  { platform, signal }: Request,
): Promise<Profile | null> {
  const query = platform === undefined ? '' : `?platform=${platform}`;
  const answer = await client.answer('public', `/profiles/${encodeURIComponent(id)}${query}`, { signal });
  const status = answer.statusCode ?? 0;
  if (status < 300) return JSON.parse(await readText(answer)) as Profile;
  if (status !== 404 && status !== 409) throw await toError(answer, `Profile ${id}`);
  answer.resume();
  return null;
}

/** Profiles whose handle or name is `term`; for an address or an ID, what the search takes it for. */
async function searchProfiles(
  client: InstanceClient,
  term: string,
  { platform, signal }: Request,
): Promise<Profile[]> {
  const text = isHandleOrId(term) ? term.slice(term.search(/[@:]/) + 1).replace(/^@/, '') : term;
  // A name can contain words that are query operators.
  const words = text.replaceAll(/(?<!\S)(OR|AND)(?!\S)/g, '\\$1');
  const query = new URLSearchParams({ q: words, limit: '50', facets: 'false' });
  if (platform !== undefined) query.set('platform', platform);
  const response: SearchResponse = await client.json('public', `/search?${query}`, 'Search', { signal });
  if (/^https?:\/\/|^[\w-]+(?:\.[\w-]+)+\//i.test(term)) return response.data.slice(0, MAX_CHOICES);
  const wanted = fold(text);
  const named = response.data.filter(
    ({ id, username, display_name: name }) =>
      id === term ||
      fold(username ?? '') === wanted ||
      (!term.startsWith('@') && fold(name ?? '') === wanted),
  );
  return named.slice(0, MAX_CHOICES);
}

function fold(text: string): string {
  return text.normalize('NFKC').trim().replace(/^@/, '').toLowerCase();
}

async function choose(found: readonly Profile[], context: Context, request: Request): Promise<Profile> {
  const { stdin, output } = context;
  if (output.format === 'text' && output.tty && stdin().isTTY === true) {
    const terminal = { stdin, output, signal: request.signal };
    return askChoice(found, describe, 'ambiguous_handle', terminal);
  }
  const lines = found.map((profile) => `  ${describe(profile)}`).join('\n');
  throw new UserError(`"${request.term}" matches ${found.length} profiles:\n${lines}`, {
    code: 'ambiguous_handle',
    hint: { command: [request.command, found[0]?.id ?? '--help'] },
  });
}

function describe({ id, username, display_name: name, followers }: Profile): string {
  const count = followers === null ? '' : `, ${formatShortCount(followers)} followers`;
  return oneLine(`${id}: ${[username, name].filter((text) => text !== null).join(', ')}${count}`);
}
