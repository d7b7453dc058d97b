import { OperationError, UserError } from '#cli/errors.ts';
import type { SettingValues } from '#cli/settings/registry.ts';
import { assertFolder } from './assert-folder.ts';
import { assertPrivate } from './assert-private.ts';
import { statePath } from './paths.ts';
import { readRemembered } from './remembered.ts';

/** Letters of a name that leave room for a target after them: a name has at most 63. */
const MAX_STEM = 50;

/** The target of an instance that is not known here; `refuse` makes that an error. */
export type Otherwise = { target: string } | 'refuse';

export interface InstanceChoice {
  name: string;
  /** One of the known targets. */
  kind: string;
  /** Neither the state file nor a setting named the target. */
  assumed: boolean;
  /** The state file names the target: another one needs another instance. */
  exists: boolean;
}

/**
 * Which instance a command works on. The state file and the settings have to agree; with neither, `otherwise` decides, so
 * that a fresh machine never reports "nothing here" as success.
 */
export function resolveInstance(
  { name, target, home }: Pick<SettingValues, 'name' | 'target' | 'home'>,
  known: readonly string[],
  otherwise: Otherwise,
): InstanceChoice {
  assertFolder(home);
  assertPrivate(home, name);
  const path = statePath(home, name);
  const remembered = readRemembered(path)?.target ?? null;
  if (remembered !== null && !known.includes(remembered)) {
    throw new OperationError(
      `The instance "${name}" uses the target "${remembered}", which this version does not support [state=${path}]`,
      {
        code: 'target_unknown',
        hint: { text: 'update influscope to the version that created the instance' },
      },
    );
  }
  if (target !== null && !known.includes(target)) {
    throw new UserError(`Unknown target "${target}"; known: ${known.join(', ')}`, {
      code: 'target_unknown',
      hint: { text: `--target ${known[0]}` },
    });
  }
  if (remembered !== null && target !== null && remembered !== target) {
    throw new UserError(`The instance "${name}" uses the target "${remembered}", not "${target}"`, {
      code: 'target_differs',
      hint:
        otherwise === 'refuse'
          ? {
              text: 'omit --target, or choose another instance with --name; list all instances',
              command: ['ls'],
            }
          : {
              text: 'omit --target, or start another instance there',
              command: ['up', '--target', target, '--name', `${name.slice(0, MAX_STEM)}-${target}`],
            },
    });
  }
  const kind = remembered ?? target;
  if (kind !== null) return { name, kind, assumed: false, exists: remembered !== null };
  if (otherwise !== 'refuse') return { name, kind: otherwise.target, assumed: true, exists: false };
  throw new UserError(`There is no instance "${name}" on this machine`, {
    code: 'platform_unknown',
    hint: {
      text: `create it, or select another with --name or --target ${known.join('|')}`,
      command: ['up'],
    },
  });
}
