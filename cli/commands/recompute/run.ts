import type { Run } from '#cli/command.ts';
import type { Context } from '#cli/context.ts';
import { OperationError, UserError } from '#cli/errors.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import { event, note, step } from '#cli/output/events/events.ts';
import { formatCount } from '#cli/output/text/format.ts';
import type { RecomputeBody, RecomputeLine } from '#contract/recompute.ts';
import { isPlatform, PLATFORMS } from '#domain/platform.ts';
import { choosePerson } from '../choose-person.ts';
import { queueOf, waitUntilSearchable } from '../import/wait-until-searchable.ts';

export interface RecomputeOptions {
  platform?: string;
  source?: string;
}

/** Queues the profiles, then waits until all of them are recomputed. */
export const run: Run<RecomputeOptions> = async ({ args, options }, context) => {
  const platforms = listOf(options.platform);
  checkPlatforms(platforms);
  const sink = await context.output.events();
  const client = await context.client();
  const signal = context.deadline(null);
  const wanted = await bodyOf(args, { platforms, sources: listOf(options.source) }, client, context);
  const { dead } = await queueOf(client, signal);
  const queueing = step('recompute', 'Queueing the profiles');
  sink.emit(queueing.started);
  const started = performance.now();
  for await (const line of client.lines<RecomputeLine>('/recompute', 'Recompute', {
    method: 'POST',
    json: wanted,
    signal,
  })) {
    if (line.type === 'failed') {
      throw new OperationError(line.message, { code: line.code, hint: { command: ['recompute'] } });
    }
    if (line.type === 'done') {
      sink.emit(queueing.done(`Queued ${formatCount(line.queued)} profiles`));
      if (line.queued === 0) sink.emit(note('nothing_recomputed', 'No stored profile matches'));
      await waitUntilSearchable(client, context, sink, dead);
      return 0;
    }
    sink.emit(
      event({
        type: 'progress',
        step: 'recompute',
        done: line.queued,
        total: line.total,
        unit: 'profiles',
        fraction: line.total === 0 ? null : line.queued / line.total,
        rate: line.queued / ((performance.now() - started) / 1_000),
        remaining_ms: null,
      }),
    );
  }
  throw new OperationError('The connection to the instance closed before all profiles were queued', {
    code: 'answer_broken_off',
    hint: { text: 'check the instance, then repeat the command', command: ['status'] },
  });
};

async function bodyOf(
  names: readonly string[],
  { platforms, sources }: { platforms: string[]; sources: string[] },
  client: InstanceClient,
  context: Context,
): Promise<RecomputeBody> {
  const [only] = platforms;
  const ids: string[] = [];
  for (const name of names) ids.push((await choosePerson('recompute', name, only, client, context)).id);
  return {
    ...(ids.length > 0 && { ids }),
    ...(platforms.length > 0 && { platforms: platforms.filter(isPlatform) }),
    ...(sources.length > 0 && { sources }),
  };
}

/** Names separated by commas. */
function listOf(text = ''): string[] {
  return text.split(',').flatMap((name) => name.trim() || []);
}

function checkPlatforms(platforms: readonly string[]): void {
  const unknown = platforms.find((one) => !isPlatform(one));
  if (unknown === undefined) return;
  throw new UserError(`Unknown platform "${unknown}"; known: ${PLATFORMS.join(', ')}`, {
    code: 'platform_unknown',
    hint: { command: ['recompute', '--help'] },
  });
}
