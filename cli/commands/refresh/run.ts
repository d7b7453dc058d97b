import type { Run } from '#cli/command.ts';
import type { Context } from '#cli/context.ts';
import { UserError } from '#cli/errors.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import type { RefreshBody, RefreshStatus } from '#contract/sources/refresh.ts';
import { askRun, followRun } from '../follow-run.ts';
import { checkLiveSource } from '../live-source.ts';
import { findProfiles } from './find-profiles.ts';
import { REFRESH } from './refresh-run.ts';

export interface RefreshOptions {
  all?: boolean;
  stale?: boolean;
  source?: string;
  platform?: string;
  resume?: string;
  stop?: string;
}

const START_TIMEOUT_MS = 30_000;

export const run: Run<RefreshOptions> = async ({ args, options }, context) => {
  refuseUnclear(args, options);
  checkLiveSource(options.source, ['refresh', options.all === true ? '--all' : '--stale']);
  const sink = await context.output.events();
  const client = await context.client();
  if (options.stop !== undefined) {
    sink.emit(
      REFRESH.toEvent(await askRun(REFRESH, client, { id: options.stop, method: 'DELETE', context })),
    );
    return 0;
  }
  const started =
    options.resume === undefined
      ? await start(client, args, options, context)
      : await askRun(REFRESH, client, { id: options.resume, method: 'GET', context });
  await followRun(REFRESH, started, context, sink);
  return 0;
};

function refuseUnclear(args: readonly string[], { all, stale, source, resume, stop }: RefreshOptions): void {
  const ways = [args.length > 0, all, stale, resume !== undefined, stop !== undefined].filter(Boolean).length;
  if (ways === 1 && !(args.length > 0 && source !== undefined)) return;
  throw new UserError(
    ways === 0
      ? 'A refresh needs profiles, --all or --stale'
      : 'A refresh takes either profiles, or --all or --stale with an optional --source',
    { code: 'nothing_to_refresh', hint: { command: ['refresh', '--stale'] } },
  );
}

async function start(
  client: InstanceClient,
  args: readonly string[],
  { all, source, platform }: RefreshOptions,
  context: Context,
): Promise<RefreshStatus> {
  const signal = context.deadline(START_TIMEOUT_MS);
  const body: RefreshBody =
    args.length > 0
      ? { profiles: await findProfiles(client, args, platform, signal) }
      : { scope: all ? 'all' : 'stale', ...(source !== undefined && { source }) };
  return client.json<RefreshStatus>('admin', '/refreshes', 'Refresh', {
    method: 'POST',
    json: body,
    signal,
  });
}
