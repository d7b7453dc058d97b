import type { Run } from '#cli/command.ts';
import type { Context } from '#cli/context.ts';
import { UserError } from '#cli/errors.ts';
import { renderKeys } from '#cli/output/render/render-keys.ts';
import { writeRows } from '#cli/output/write-rows.ts';
import type { KeyAdded, KeyRevoked, Keys } from '#contract/keys/keys.ts';
import type { KeyRight } from '#contract/keys/limits.ts';
import { KEY_NAME, KEY_NAME_RULE } from '#contract/keys/limits.ts';

export interface KeysOptions {
  rights?: KeyRight[];
  rate?: number;
}

const KEYS_TIMEOUT_MS = 30_000;

export const run: Run<KeysOptions> = async ({ args, options }, context) => {
  const [action = 'list', name] = args;
  refuseOptions(action, options);
  if (action === 'list') return list(name, context);
  if (name === undefined || !new RegExp(KEY_NAME).test(name)) {
    const problem = name === undefined ? 'The name of the key is missing' : `"${name}" is not a valid name`;
    throw new UserError(`${problem}. Expected ${KEY_NAME_RULE}`, {
      code: name === undefined ? 'argument_missing' : 'invalid_argument',
      hint: { command: ['keys', action, 'newsletter'] },
    });
  }
  return action === 'add' ? add(name, options, context) : revoke(name, context);
};

async function list(extra: string | undefined, context: Context): Promise<number> {
  if (extra !== undefined) {
    throw new UserError('"keys list" takes no name', {
      code: 'excess_arguments',
      hint: { command: ['keys', 'list'] },
    });
  }
  const { output } = context;
  const client = await context.client();
  const signal = context.deadline(KEYS_TIMEOUT_MS);
  const found = await client.json<Keys>('admin', '/keys', 'Keys', { signal });
  writeRows(output, found, found.keys, () => renderKeys(found.keys, output));
  return 0;
}

async function add(name: string, { rights, rate }: KeysOptions, context: Context): Promise<number> {
  const { output, settings } = context;
  const body = { name, rights: rights ?? ['search'], ...(rate !== undefined && { rate_per_minute: rate }) };
  const added = await post<KeyAdded>('/keys', body, context);
  const isRequired = settings.values.require_keys;
  writeRows(output, added, [added], () => ({
    lines: [added.key],
    remarks: [
      `This is the key "${added.name}" (${added.rights.join(', ')}). It is shown only now: store it in a safe place.`,
      ...(isRequired
        ? []
        : [
            { text: 'The API does not require keys. To require them, set this and deploy', command: REQUIRE },
          ]),
    ],
  }));
  return 0;
}

const REQUIRE = ['config', 'set', 'require_keys', 'true'];

async function revoke(name: string, context: Context): Promise<number> {
  const done = await post<KeyRevoked>('/keys/revoke', { name }, context);
  writeRows(context.output, done, [done], () => ({
    lines: [`Revoked the key "${done.name}". It stops working within a few seconds.`],
    remarks: [],
  }));
  return 0;
}

async function post<T>(path: string, body: object, context: Context): Promise<T> {
  const client = await context.client();
  return client.json<T>('admin', path, 'Keys', {
    method: 'POST',
    json: body,
    signal: context.deadline(KEYS_TIMEOUT_MS),
  });
}

/** An option that the action ignores would be a silent surprise. */
function refuseOptions(action: string, options: KeysOptions): void {
  const given = (['rights', 'rate'] as const).find((key) => options[key] !== undefined);
  if (given === undefined || action === 'add') return;
  throw new UserError(`--${given} does not apply to "keys ${action}"`, {
    code: 'invalid_argument',
    hint: { command: ['keys', '--help'] },
  });
}
