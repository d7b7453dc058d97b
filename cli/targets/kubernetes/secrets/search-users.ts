import { setTimeout as sleep } from 'node:timers/promises';
import { OperationError } from '#cli/errors.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { openForward } from '#cli/kubernetes/client/port-forward.ts';
import { backoffMs } from '#lib/async/backoff.ts';
import { startDeadline } from '#lib/async/deadline.ts';
import { findPod } from '../endpoint.ts';
import type { Kubernetes } from '../kubernetes.ts';
import type { SearchAnswer, SearchRequest } from './ask-for-users.ts';
import { askForUsers, askSearch, isWithoutUsers } from './ask-for-users.ts';
import type { Login } from './queue-users.ts';

/** The only user of a new server. */
const BUILT_IN = 'elastic';

const PROBE_TIMEOUT_MS = 10_000;
/** A server that has just started, or a busy machine, may need more than one. */
const PROBES = 3;
const PAUSE = { baseMs: 1_000, maxMs: 2_000 };

/** Can users be created on the server? `null` if it did not tell: no pod, no right to forward a port, a refused login. */
export async function hasSearchUsers(
  kube: Kubernetes,
  client: KubeClient,
  user: Login,
  signal: AbortSignal,
): Promise<boolean | null> {
  for (let probe = 1; ; probe++) {
    const answer = await probeUsers(kube, client, user, signal);
    if (answer !== null || probe === PROBES) return answer;
    await sleep(backoffMs(probe, PAUSE), undefined, { signal });
  }
}

async function probeUsers(
  kube: Kubernetes,
  client: KubeClient,
  user: Login,
  signal: AbortSignal,
): Promise<boolean | null> {
  using limit = startDeadline(PROBE_TIMEOUT_MS, { signal });
  try {
    return await throughForward(kube, client, (url) => askForUsers(url, user, limit.signal));
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

/** Creates a user with the same rights, and makes sure that the server accepts it. */
export async function addSearchUser(
  kube: Kubernetes,
  client: KubeClient,
  present: Login,
  user: Login,
  signal: AbortSignal,
): Promise<void> {
  const path = `/_security/user/${encodeURIComponent(user.name)}`;
  const body = JSON.stringify({ password: user.password, roles: ['superuser'] });
  await must(ask(kube, client, present, { method: 'PUT', path, body }, signal), `the user ${user.name}`);
  await must(
    ask(kube, client, user, { method: 'GET', path: '/_security/_authenticate' }, signal),
    'the login of the new user',
  );
}

/** The built-in user cannot be removed: it gets the password of the new one, so that the old one no longer works. */
export async function removeSearchUser(
  kube: Kubernetes,
  client: KubeClient,
  present: Login,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  if (name === BUILT_IN) {
    const path = `/_security/user/${BUILT_IN}/_password`;
    const body = JSON.stringify({ password: present.password });
    await must(
      ask(kube, client, present, { method: 'POST', path, body }, signal),
      `the password of ${BUILT_IN}`,
    );
    return;
  }
  const path = `/_security/user/${encodeURIComponent(name)}`;
  const { status, text } = await ask(kube, client, present, { method: 'DELETE', path }, signal);
  if (status >= 300 && status !== 404) throw refused(`the removal of ${name}`, status, text);
}

/** Does the server accept this name and password? One without users accepts all. */
export async function isLetIn(
  kube: Kubernetes,
  client: KubeClient,
  user: Login,
  signal: AbortSignal,
): Promise<boolean> {
  const { status, text } = await ask(
    kube,
    client,
    user,
    { method: 'GET', path: '/_security/_authenticate' },
    signal,
  );
  if (status === 401) return false;
  if (status >= 300 && !isWithoutUsers({ status, text })) throw refused('a login', status, text);
  return true;
}

/** Sets a password as an administrator; the user is created when it does not exist. */
export async function setSearchPassword(
  kube: Kubernetes,
  client: KubeClient,
  administrator: Login,
  { name, password }: Login,
  signal: AbortSignal,
): Promise<void> {
  const path = `/_security/user/${encodeURIComponent(name)}`;
  const request =
    name === BUILT_IN
      ? { method: 'POST' as const, path: `${path}/_password`, body: JSON.stringify({ password }) }
      : { method: 'PUT' as const, path, body: JSON.stringify({ password, roles: ['superuser'] }) };
  await must(ask(kube, client, administrator, request, signal), `the password of ${name}`);
}

function ask(
  kube: Kubernetes,
  client: KubeClient,
  user: Login,
  request: SearchRequest,
  signal: AbortSignal,
): Promise<SearchAnswer> {
  return throughForward(kube, client, (url) => askSearch(url, user, request, signal));
}

async function throughForward<T>(
  kube: Kubernetes,
  client: KubeClient,
  use: (url: string) => Promise<T>,
): Promise<T> {
  const where = () => findPod(kube, 'elasticsearch', 'http');
  const forward = await openForward(client.config, { namespace: kube.namespace, where });
  try {
    return await use(`http://127.0.0.1:${forward.port}`);
  } finally {
    forward.close();
  }
}

async function must(asking: Promise<SearchAnswer>, what: string): Promise<void> {
  const { status, text } = await asking;
  if (status >= 300) throw refused(what, status, text);
}

function refused(what: string, status: number, text: string): OperationError {
  const said = /"reason":"([^"]*)"/.exec(text)?.[1] ?? text.slice(0, 200);
  const reason = isWithoutUsers({ status, text }) ? 'it has no users' : said;
  return new OperationError(`The search server refused ${what}: ${reason} [status=${status}]`, {
    code: 'search_user_failed',
    hint: {
      text: 'for a server without its own users',
      command: ['secrets', 'rotate', 'queue', 'objects', 'admin-token'],
    },
  });
}
