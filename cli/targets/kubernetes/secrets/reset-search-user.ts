import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { OperationError } from '#cli/errors.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { runInPod } from '#cli/kubernetes/client/exec.ts';
import { startDeadline } from '#lib/deadline.ts';
import { findPod } from '../endpoint.ts';
import type { Kubernetes } from '../kubernetes.ts';
import type { Login } from './queue-users.ts';
import { isLetIn, setSearchPassword } from './search-users.ts';

const CONFIG = '/usr/share/elasticsearch/config';
/** The server reads its files of users every 5 s. */
const NOTICED_TIMEOUT_MS = 30_000;
const POLL_MS = 500;
/** Elasticsearch's `pbkdf2` hash: SHA-512, 256 bits, 10,000 rounds. */
const ROUNDS = 10_000;
const KEY_BYTES = 32;

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
  await run(kube, client, ADD, `${helper.name} ${hash(helper.password)}\n`, signal);
  try {
    await untilLetIn(kube, client, helper, signal);
    await setSearchPassword(kube, client, helper, user, signal);
  } finally {
    await run(kube, client, REMOVE, `${helper.name}\n`, signal);
  }
}

const ADD = `read -r name hash; umask 007; echo "$name:$hash" >> ${CONFIG}/users; echo "superuser:$name" >> ${CONFIG}/users_roles`;
const REMOVE = `read -r name; for file in users users_roles; do lines=$(grep -vF "$name" ${CONFIG}/$file); printf '%s\\n' "$lines" > ${CONFIG}/$file; done`;

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
    command: ['/bin/bash', '-c', script],
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

function hash(password: string): string {
  const salt = randomBytes(KEY_BYTES);
  const key = pbkdf2Sync(password, salt, ROUNDS, KEY_BYTES, 'sha512');
  return `{PBKDF2}${ROUNDS}$${salt.toString('base64')}$${key.toString('base64')}`;
}
