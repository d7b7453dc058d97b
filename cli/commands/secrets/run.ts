import type { Run } from '#cli/command.ts';
import { UserError } from '#cli/errors.ts';
import type { RotateOptions, Target } from '#cli/targets/target.ts';
import { ROTATED_PARTS } from '#cli/targets/target.ts';
import { clusterOptions } from '../cluster-options.ts';
import type { SecretsOptions } from './command.ts';

const CREATE_TIMEOUT_MS = 30_000;

export const run: Run<SecretsOptions> = async ({ args, options }, context) => {
  const [action, ...words] = args;
  const { target } = await context.target(action === 'create' ? 'kubernetes' : 'refuse');
  const secrets = secretsOf(target);
  if (action === 'create') {
    context.output.write((await secrets.create({ signal: context.deadline(CREATE_TIMEOUT_MS) })).trimEnd());
    return 0;
  }
  const sink = await context.output.events();
  const { forceUnlock } = options;
  const request = {
    cluster: clusterOptions(target, forceUnlock === undefined ? {} : { forceUnlock }),
    signal: context.deadline(target.patience.upMs),
  };
  const events =
    action === 'restore' || action === 'reset'
      ? secrets[action](request)
      : secrets.rotate({ ...request, parts: toParts(words) });
  for await (const event of events) sink.emit(event);
  return 0;
};

function secretsOf(target: Target) {
  if (target.secrets) return target.secrets;
  throw new UserError(`"${target.name}" runs on this machine and needs no Secret`, {
    code: 'no_secrets',
    hint: 'influscope secrets create --target kubernetes --name NAME',
  });
}

function toParts(words: readonly string[]): RotateOptions['parts'] {
  if (words.length === 0) return ROTATED_PARTS;
  return words.map((word) => {
    const part = ROTATED_PARTS.find((one) => one === word);
    if (part !== undefined) return part;
    throw new UserError(`"${word}" cannot be changed without downtime`, {
      code: 'part_unknown',
      hint: `influscope secrets rotate ${ROTATED_PARTS.join(' ')}`,
    });
  });
}
