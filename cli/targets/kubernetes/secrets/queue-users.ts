import { OperationError } from '#cli/errors.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { ExecResult } from '#cli/kubernetes/client/exec.ts';
import { runInPod } from '#cli/kubernetes/client/exec.ts';
import { findPod } from '../endpoint.ts';
import type { Kubernetes } from '../kubernetes.ts';

export interface Login {
  name: string;
  password: string;
}

/** Creates a user of the queues, not an administrator. An existing one gets this password. */
export async function addQueueUser(
  kube: Kubernetes,
  client: KubeClient,
  user: Login,
  signal: AbortSignal,
): Promise<void> {
  const input = `${user.password}\n`;
  const added = await control(kube, client, ['add_user', user.name], input, signal);
  if (!added.ok && /already exists/i.test(added.output)) {
    await must(control(kube, client, ['change_password', user.name], input, signal), 'change_password');
  } else if (!added.ok) throw refused('add_user', added);
  await must(
    control(kube, client, ['set_permissions', '-p', '/', user.name, '.*', '.*', '.*'], '', signal),
    'set_permissions',
  );
}

/** A user that does not exist counts as removed. */
export async function removeQueueUser(
  kube: Kubernetes,
  client: KubeClient,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const removed = await control(kube, client, ['delete_user', name], '', signal);
  if (!removed.ok && !/no such user|does not exist|no_such_user/i.test(removed.output))
    throw refused('delete_user', removed);
}

async function control(
  kube: Kubernetes,
  client: KubeClient,
  words: readonly string[],
  input: string,
  signal: AbortSignal,
): Promise<ExecResult> {
  const { pod } = await findPod(kube, 'rabbitmq', 'amqp');
  const command = ['rabbitmqctl', '--quiet', ...words];
  return runInPod(client.config, {
    namespace: kube.namespace,
    pod,
    container: 'rabbitmq',
    command,
    input,
    signal,
  });
}

async function must(running: Promise<ExecResult>, what: string): Promise<void> {
  const result = await running;
  if (!result.ok) throw refused(what, result);
}

function refused(what: string, { output }: ExecResult): OperationError {
  return new OperationError(`rabbitmqctl ${what} failed: ${output.trim().split('\n').slice(-3).join(' ')}`, {
    code: 'queue_user_failed',
    hint: { text: 'repeat the command; the logs show more', command: ['logs'] },
  });
}
