import type { Run } from '#cli/command.ts';
import type { Context } from '#cli/context.ts';
import { UserError } from '#cli/errors.ts';
import { confirm } from '#cli/instance/confirm.ts';
import { formatBytes, formatDuration } from '#cli/output/text/format.ts';
import type { DataVolume, Target } from '#cli/targets/target.ts';
import { clusterOptions } from '../cluster-options.ts';
import type { DownOptions } from './command.ts';

export const run: Run<DownOptions> = async ({ options }, context) => {
  const { target } = await context.target();
  const sink = await context.output.events();
  const { forceUnlock } = options;
  const cluster = clusterOptions(target, forceUnlock === undefined ? {} : { forceUnlock });
  const signal = context.deadline(target.patience.downMs);
  const data = options.deleteData
    ? 'delete'
    : options.keepData
      ? 'keep'
      : await chooseData(target, options, context, signal);
  const { stdin, output } = context;
  const teardown = {
    yes: options.yes === true,
    ask: stdin().isTTY === true ? (text: string) => confirm(text, { stdin, output, signal }) : null,
  };
  for await (const event of target.down({ data, cluster, teardown, signal })) sink.emit(event);
  return 0;
};

/** What becomes of the data where nobody said: a target that asks lists what there is. */
async function chooseData(
  target: Target,
  { yes }: DownOptions,
  context: Context,
  signal: AbortSignal,
): Promise<'keep' | 'delete' | null> {
  const volumes = await target.dataVolumes?.({ signal });
  if (volumes === undefined) return null;
  if (volumes.length === 0) return 'delete';
  const told = volumes.map((volume) => `  ${describeVolume(volume, context.clock())}`).join('\n');
  if (yes || context.stdin().isTTY !== true) {
    throw new UserError(`These volumes hold the platform's data:\n${told}`, {
      code: 'data_undecided',
      hint: 'influscope down --keep-data, or --delete-data',
    });
  }
  context.output.remark(`These volumes hold the platform's data:\n${told}`);
  const { stdin, output } = context;
  return (await confirm('Delete them? They cannot be had back; without it they are kept.', {
    stdin,
    output,
    signal,
  }))
    ? 'delete'
    : 'keep';
}

function describeVolume({ name, bytes, createdAt }: DataVolume, now: number): string {
  const size = bytes === null ? 'size unknown' : formatBytes(bytes);
  return `${name}: ${size}${createdAt === null ? '' : `, ${formatDuration(Math.max(0, now - createdAt))} old`}`;
}
