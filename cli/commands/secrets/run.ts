import type { Run } from '#cli/command.ts';
import { UserError } from '#cli/errors.ts';
import { firstWith } from '#cli/targets/registry.ts';
import type { RotateRequest } from '#cli/targets/target.ts';
import { ROTATED_PARTS } from '#cli/targets/target.ts';
import { chooseOptions, requireAbility } from '../target-options.ts';

const CREATE_TIMEOUT_MS = 30_000;

export const run: Run<object> = async ({ args, options }, context) => {
  const [action, ...words] = args;
  const resolved = await context.target(action === 'create' ? { target: firstWith('secrets') } : 'refuse');
  const secrets = requireAbility(resolved, 'secrets', {
    code: 'no_secrets',
    command: ['secrets', action ?? ''],
  });
  if (action === 'create') {
    context.output.write((await secrets.create({ signal: context.deadline(CREATE_TIMEOUT_MS) })).trimEnd());
    return 0;
  }
  const sink = await context.output.events();
  const request = {
    flags: chooseOptions(resolved, { ...options }),
    signal: context.deadline(resolved.target.patience.upMs),
  };
  const events =
    action === 'restore' || action === 'reset'
      ? secrets[action](request)
      : secrets.rotate({ ...request, parts: toParts(words) });
  for await (const event of events) sink.emit(event);
  return 0;
};

function toParts(words: readonly string[]): RotateRequest['parts'] {
  if (words.length === 0) return ROTATED_PARTS;
  return words.map((word) => {
    const part = ROTATED_PARTS.find((one) => one === word);
    if (part !== undefined) return part;
    throw new UserError(`Cannot rotate "${word}"; the parts are ${ROTATED_PARTS.join(', ')}`, {
      code: 'part_unknown',
      hint: { command: ['secrets', 'rotate', ...ROTATED_PARTS] },
    });
  });
}
