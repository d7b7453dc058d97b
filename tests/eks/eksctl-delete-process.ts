/** What `eksctl delete cluster` does to a cluster, by the same calls in the same order, in seconds instead of a minute. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openAws } from '#cli/aws/aws.ts';
import { requestStackDeletion } from '#cli/aws/delete-stack.ts';
import { listClusterStacks } from '#cli/aws/stacks.ts';

const words = process.argv.slice(2);
const option = (name: string) => words[words.indexOf(name) + 1] ?? '';
const name = option('--name');
const LOOK_MS = 100;
/** Between two steps, so that there is time to end it there. */
const STEP_MS = 200;

process.on('SIGINT', () => process.exit(130));
try {
  await work();
} catch (error) {
  const text = (error as { said?: string }).said ?? (error as Error).message;
  say(text, '✖');
  process.stderr.write(`Error: ${text}\n`);
  process.exitCode = 1;
}

function say(message: string, mark = 'ℹ'): void {
  process.stdout.write(`${new Date().toISOString().slice(0, 19).replace('T', ' ')} [${mark}]  ${message}\n`);
}

async function work(): Promise<void> {
  const aws = openAws({ region: option('--region'), env: process.env });
  const { signal } = new AbortController();
  say(`deleting EKS cluster "${name}"`);
  await (await aws.eks()).describeCluster({ name });
  const stacks = (await listClusterStacks(aws, name, signal)).map((stack) => stack.name);
  const last = `eksctl-${name}-cluster`;
  for (const stack of [...stacks.filter((one) => one !== last), last]) {
    await sleep(STEP_MS);
    say(`will delete stack "${stack}"`);
    await requestStackDeletion(aws, stack, signal);
    for (;;) {
      const found = (await listClusterStacks(aws, name, signal)).find((one) => one.name === stack);
      if (found === undefined) break;
      if (found.status === 'DELETE_FAILED') throw new Error('waiter state transitioned to Failure');
      await sleep(LOOK_MS);
    }
  }
  say('all cluster resources were deleted', '✔');
  aws.close();
}
