import type { Run } from '#cli/command.ts';
import type { Context } from '#cli/context.ts';
import { UserError } from '#cli/errors.ts';
import { renderSavedSearches } from '#cli/output/render/render-saved-searches.ts';
import { oneLine } from '#cli/output/text/format.ts';
import { writeRows } from '#cli/output/write-rows.ts';
import { hasAlerts } from '#contract/saved/has-alerts.ts';
import type {
  SavedSearch,
  SavedSearches,
  SaveSearchBody,
  SearchRemoved,
  SearchSaved,
} from '#contract/saved/saved-search.ts';

export interface SavedOptions {
  newMatches?: boolean;
  growthOver?: number;
  engagementFalls?: number;
  to?: string[];
  plain?: boolean;
  replace?: boolean;
  limit?: number;
}

const SAVED_TIMEOUT_MS = 30_000;
const pathOf = (name: string) => `/saved-searches/${encodeURIComponent(name)}`;

export const run: Run<SavedOptions> = async ({ args, options }, context) => {
  const [action = 'list', name, ...query] = args;
  refuseOptions(action, options, context);
  if (action === 'list') return list(context);
  if (name === undefined || name.trim() === '')
    throw missing('The name of the saved search is missing', action);
  if (action === 'add') return add(name, query.join(' ').trim(), options, context);
  if (query.length > 0) {
    throw new UserError(`"saved ${action}" takes one name; quote a name with spaces`, {
      code: 'too_many_arguments',
      hint: { command: ['saved', action, [name, ...query].join(' ')] },
    });
  }
  return action === 'run' ? runSaved(name, options, context) : remove(name, context);
};

async function list({ output, client, deadline }: Context): Promise<number> {
  const signal = deadline(SAVED_TIMEOUT_MS);
  const found: SavedSearches = await (await client()).json('admin', '/saved-searches', 'Saved searches', {
    signal,
  });
  writeRows(output, found, found.searches, () => renderSavedSearches(found.searches, output));
  return 0;
}

async function add(
  name: string,
  query: string,
  options: SavedOptions,
  { output, client, deadline }: Context,
): Promise<number> {
  if (query === '') throw missing('The query is missing', 'add', name);
  const body: SaveSearchBody = {
    query,
    alerts: {
      ...(options.newMatches && { new_matches: true }),
      ...(options.growthOver !== undefined && { growth_over: options.growthOver }),
      ...(options.engagementFalls !== undefined && { engagement_falls_over: options.engagementFalls }),
    },
    ...(options.to && { to: options.to }),
    ...(options.plain && { plain: true }),
    ...(options.replace && { replace: true }),
  };
  const done: SearchSaved = await (await client()).json('admin', pathOf(name), 'Saved search', {
    method: 'PUT',
    json: body,
    signal: deadline(SAVED_TIMEOUT_MS),
  });
  writeRows(output, done, [done], () => ({
    lines: [
      `${oneLine(done.name)}: ${done.outcome}`,
      ...(options.plain ? [`read as: ${oneLine(done.query)}`] : []),
      ...done.secrets.map(({ to, secret }) => `secret for ${oneLine(to)}, shown once: ${secret}`),
    ],
    remarks: [
      { text: 'run it', command: ['saved', 'run', done.name] },
      ...(hasAlerts(done.alerts) ? [{ text: 'follow its alerts', command: ['alerts', '--follow'] }] : []),
    ],
  }));
  return 0;
}

/** The same as `search` with the query. */
async function runSaved(name: string, { limit }: SavedOptions, context: Context): Promise<number> {
  const signal = context.deadline(SAVED_TIMEOUT_MS);
  const client = await context.client();
  const { query }: SavedSearch = await client.json('admin', pathOf(name), 'Saved search', { signal });
  const { run: search } = await import('../search/run.ts');
  const options = limit === undefined ? {} : { limit };
  return (await search({ args: [query], options }, context)) ?? 0;
}

async function remove(name: string, { output, client, deadline }: Context): Promise<number> {
  const done: SearchRemoved = await (await client()).json('admin', `${pathOf(name)}/remove`, 'Saved search', {
    method: 'POST',
    signal: deadline(SAVED_TIMEOUT_MS),
  });
  writeRows(output, done, [done], () => ({
    lines: [`Removed the saved search "${oneLine(done.name)}"`],
    remarks: [],
  }));
  return 0;
}

function missing(what: string, action: string, name = 'german-vegan'): UserError {
  return new UserError(what, {
    code: 'argument_missing',
    hint:
      action === 'add'
        ? { command: ['saved', 'add', name, 'vegan lang:de'] }
        : { text: 'show all saved searches', command: ['saved'] },
  });
}

/** An option that the action ignores would be a silent surprise. */
function refuseOptions(action: string, options: SavedOptions, { output }: Context): void {
  const ofAdd = ['newMatches', 'growthOver', 'engagementFalls', 'to', 'plain', 'replace'] as const;
  const allowed: Readonly<Record<string, readonly string[]>> = { add: ofAdd, run: ['limit'] };
  const given = [...ofAdd, 'limit' as const].find(
    (key) => options[key] !== undefined && !allowed[action]?.includes(key),
  );
  if (given !== undefined) {
    const flag = given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    throw new UserError(`--${flag} does not apply to "saved ${action}"`, {
      code: 'invalid_argument',
      hint: { command: ['saved', '--help'] },
    });
  }
  if (output.format !== 'csv' || action === 'run') return;
  throw new UserError('Only "saved run" writes CSV', {
    code: 'invalid_argument',
    hint: { text: 'show all saved searches', command: ['saved'] },
  });
}
