import { setTimeout as sleep } from 'node:timers/promises';
import type { Run } from '#cli/command.ts';
import type { Context } from '#cli/context.ts';
import { OperationError, UserError } from '#cli/errors.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import { confirm } from '#cli/instance/confirm.ts';
import { renderReceipt } from '#cli/output/render/render-receipt.ts';
import type { PersonMatch } from '#contract/privacy/people.ts';
import type { Receipt } from '#contract/privacy/receipt.ts';
import { choosePerson, describePerson } from '../choose-person.ts';

export interface ForgetOptions {
  platform?: string;
  yes?: boolean;
}

const FORGET_TIMEOUT_MS = 120_000;
const POLL_MS = 100;

/** Returns 1 when the answer to the question is no. */
export const run: Run<ForgetOptions> = async ({ args: [who = ''], options }, context) => {
  const { output } = context;
  const client = await context.client();
  const person = await choosePerson('forget', who, options.platform, client, context);
  if (!options.yes && !(await isConfirmed(person, context))) {
    output.remark('Nothing was removed.');
    return 1;
  }
  const receipt = await forget(client, person.id, context.deadline(FORGET_TIMEOUT_MS));
  output.write(output.format === 'json' ? JSON.stringify(receipt, null, 2) : renderReceipt(receipt));
  return 0;
};

/** Resolves when every part of the instance has removed the person. */
async function forget(client: InstanceClient, id: string, signal: AbortSignal): Promise<Receipt> {
  let receipt = await client.json<Receipt>('admin', '/people/forget', 'Forget', {
    method: 'POST',
    json: { id },
    signal,
  });
  while (receipt.state !== 'done') {
    await sleep(POLL_MS, undefined, { signal }).catch(() => {
      throw new OperationError('The pictures of the person are not removed yet', {
        code: 'forget_unfinished',
        hint: {
          text: 'the removal continues automatically when the scraper is running',
          command: ['status'],
        },
      });
    });
    receipt = await client.json<Receipt>('admin', `/receipts/${receipt.id}`, 'Receipt', { signal });
  }
  return receipt;
}

async function isConfirmed(person: PersonMatch, { stdin, output, signal }: Context): Promise<boolean> {
  const what = `Remove everything about ${describePerson(person)}, and reject new data about them?`;
  if (stdin().isTTY !== true) {
    throw new UserError(
      'Forgetting a person cannot be undone. Confirmation is required, but there is no terminal',
      {
        code: 'confirmation_needed',
        hint: { text: 'repeat the command with --yes' },
      },
    );
  }
  return confirm(`${what} This cannot be undone.`, { stdin, output, signal });
}
