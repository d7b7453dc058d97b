import type { Run } from '#cli/command.ts';
import type { Context } from '#cli/context.ts';
import { UserError } from '#cli/errors.ts';
import { confirm } from '#cli/instance/confirm.ts';
import { formatBytes, formatDuration } from '#cli/output/text/format.ts';
import type { Consent, DataVolume, Target } from '#cli/targets/target.ts';
import { createConsent } from '../consent.ts';
import { chooseOptions } from '../target-options.ts';

export interface DownOptions {
  keepData?: boolean;
  deleteData?: boolean;
  yes?: boolean;
}

export const run: Run<DownOptions> = async ({ options }, context) => {
  const resolved = await context.target();
  const { target, definition } = resolved;
  const sink = await context.output.events();
  const flags = chooseOptions(resolved, { ...options });
  const signal = context.deadline(target.patience.downMs);
  const data = options.deleteData
    ? 'delete'
    : options.keepData
      ? 'keep'
      : await chooseData(target, options, context, signal);
  const { stdin, output } = context;
  const consent = createConsent(options.yes, { stdin, output, signal });
  if (options.deleteData && !definition.confirmsTeardown) await agreeToDeletion(target.name, consent);
  for await (const event of target.down({ data, flags, consent, signal })) sink.emit(event);
  return 0;
};

/** A script has no terminal: there the option itself is the agreement. */
async function agreeToDeletion(name: string, { yes, ask }: Consent): Promise<void> {
  if (yes || ask === null) return;
  if (await ask(`Delete all data of the instance "${name}"? This cannot be undone.`)) return;
  throw new UserError('Nothing was deleted', {
    code: 'teardown_refused',
    hint: { text: 'stop it and keep the data', command: ['down', '--keep-data'] },
  });
}

/** What happens to the data when no option says: a target that asks lists its volumes. */
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
    throw new UserError(`These volumes hold the instance's data:\n${told}`, {
      code: 'data_undecided',
      hint: { text: 'keep the data (or --delete-data)', command: ['down', '--keep-data'] },
    });
  }
  context.output.remark(`These volumes hold the instance's data:\n${told}`);
  const { stdin, output } = context;
  return (await confirm('Delete them? This cannot be undone. Answer "no" to keep them.', {
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
