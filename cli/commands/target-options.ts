import { UserError } from '#cli/errors.ts';
import type { ResolvedTarget } from '#cli/open-target.ts';
import { adviseOtherTarget } from '#cli/open-target.ts';
import type { OptionDefinition } from '#cli/option.ts';
import type { TargetFlags, TargetOptionName } from '#cli/targets/options.ts';
import { TARGET_OPTIONS } from '#cli/targets/options.ts';
import { firstWith, TARGET_KINDS, TARGETS } from '#cli/targets/registry.ts';
import type { Ability, Target } from '#cli/targets/target.ts';

/** Options for a command's definition; the summary names the targets that accept each. */
export function offerOptions(names: readonly TargetOptionName[]): OptionDefinition[] {
  return names.map((name) => {
    const option = TARGET_OPTIONS[name];
    return { ...option, summary: `${option.summary} (${targetsWith(name).join(', ')})` };
  });
}

/** The target options that were given; throws a `UserError` for one that this target does not accept. */
export function chooseOptions(
  { target, definition, exists }: ResolvedTarget,
  given: Readonly<Record<string, unknown>>,
): TargetFlags {
  const flags: Record<string, unknown> = {};
  for (const name of Object.keys(TARGET_OPTIONS) as TargetOptionName[]) {
    if (given[name] === undefined || isDefault(name, given[name])) continue;
    if (!definition.options.includes(name)) {
      const [flag = ''] = TARGET_OPTIONS[name].flags.split(' ');
      throw new UserError(`${flag} has no effect on "${target.name}", which runs ${definition.place}`, {
        code: 'option_not_for_target',
        hint: adviseOtherTarget(targetsWith(name), exists),
      });
    }
    flags[name] = given[name];
  }
  return flags;
}

/** `--no-x` that was not given: the parser says that `x` is true. */
function isDefault(name: TargetOptionName, value: unknown): boolean {
  return TARGET_OPTIONS[name].flags.startsWith('--no-') && value === true;
}

/** An optional member of the target; throws a `UserError` with `code` when the target lacks it. */
export function requireAbility<A extends Ability>(
  { target, definition }: ResolvedTarget,
  ability: A,
  { code, command }: { code: string; command: readonly string[] },
): NonNullable<Target[A]> {
  const found = target[ability];
  if (found !== undefined) return found;
  const need = `needs a target that supports it: ${TARGET_KINDS.filter((kind) => TARGETS[kind]?.abilities.includes(ability)).join(', ')}`;
  throw new UserError(`"${target.name}" runs ${definition.place}; ${command.join(' ')} ${need}`, {
    code,
    hint: { command: [...command, '--target', firstWith(ability), '--name', 'cluster'] },
  });
}

function targetsWith(name: TargetOptionName): string[] {
  return TARGET_KINDS.filter((kind) => TARGETS[kind]?.options.includes(name));
}
