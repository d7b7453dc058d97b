import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperationError } from '#cli/errors.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { runInPod } from '#cli/kubernetes/client/exec.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import { findPod } from '../endpoint.ts';
import type { Kubernetes } from '../kubernetes.ts';
import type { Login } from './queue-users.ts';
import { isLetIn, setSearchPassword } from './search-users.ts';
import { ADD_USER, hashPassword, REMOVE_USER } from './users-file.ts';

const CONFIG = '/usr/share/elasticsearch/config';
/** The server reads its files of users every 5 s. */
const NOTICED_TIMEOUT_MS = 30_000;
const POLL_MS = 500;

/**
 * Gives the user this password without knowing the old one: a temporary administrator, in a file of the server's own pod,
 * sets it and is removed again. This is how elasticsearch-reset-password works, without its second Java process.
 */
export async function resetSearchUser(
  kube: Kubernetes,
  client: KubeClient,
  user: Login,
  signal: AbortSignal,
): Promise<void> {
  if (await isLetIn(kube, client, user, signal)) return;
  const helper = {
    name: `influscope-reset-${randomBytes(6).toString('hex')}`,
    password: randomBytes(32).toString('base64url'),
  };
  await run(kube, client, ADD_USER, `${helper.name} ${hashPassword(helper.password)}\n`, signal);
  try {
    await untilLetIn(kube, client, helper, signal);
    await setSearchPassword(kube, client, helper, user, signal);
  } finally {
    await run(kube, client, REMOVE_USER, `${helper.name}\n`, signal);
  }
}

async function run(
  kube: Kubernetes,
  client: KubeClient,
  script: string,
  input: string,
  signal: AbortSignal,
): Promise<void> {
  const { pod } = await findPod(kube, 'elasticsearch', 'http');
  const { ok, output } = await runInPod(client.config, {
    namespace: kube.namespace,
    pod,
    container: 'elasticsearch',
    command: ['/bin/bash', '-c', script, 'bash', CONFIG],
    input,
    signal,
  });
  if (ok) return;
  throw new OperationError(`Cannot change the users in Pod/${pod}: ${output.trim().slice(-200)}`, {
    code: 'search_user_failed',
    hint: { text: 'repeat the command', command: ['secrets', 'reset'] },
  });
}

async function untilLetIn(
  kube: Kubernetes,
  client: KubeClient,
  user: Login,
  signal: AbortSignal,
): Promise<void> {
  using limit = startDeadline(NOTICED_TIMEOUT_MS, {
    signal,
    reason: () =>
      new OperationError('The search server did not reload its users file', {
        code: 'search_user_failed',
        hint: { text: 'repeat the command', command: ['secrets', 'reset'] },
      }),
  });
  while (!(await isLetIn(kube, client, user, limit.signal)))
    await sleep(POLL_MS, undefined, { signal: limit.signal }).catch(() => limit.signal.throwIfAborted());
}
