import { OperationError } from '#cli/errors.ts';
import { send } from '#cli/http/request.ts';
import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import { openForward } from '#cli/kubernetes/client/port-forward.ts';
import { readText } from '#lib/read-text.ts';
import { findPod } from '../endpoint.ts';
import type { Kubernetes } from '../kubernetes-target.ts';
import type { Login } from './queue-users.ts';

/** The one user that a fresh server has; it cannot be removed. */
const BUILT_IN = 'elastic';

interface Answer {
  status: number;
  text: string;
}

/** A user as able as the one before; it has to be let in before anybody is told of it. */
export async function addSearchUser(
  kube: Kubernetes,
  client: KubeClient,
  present: Login,
  user: Login,
  signal: AbortSignal,
): Promise<void> {
  const path = `/_security/user/${encodeURIComponent(user.name)}`;
  const body = JSON.stringify({ password: user.password, roles: ['superuser'] });
  await must(
    ask(kube, client, present, { method: 'PUT', path, body }, signal),
    `making the user ${user.name}`,
  );
  await must(
    ask(kube, client, user, { method: 'GET', path: '/_security/_authenticate' }, signal),
    'letting the new user in',
  );
}

/** The built-in user gets the password of the new one, so that the old one is good for nothing. */
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
      `changing the password of ${BUILT_IN}`,
    );
    return;
  }
  const path = `/_security/user/${encodeURIComponent(name)}`;
  const { status, text } = await ask(kube, client, present, { method: 'DELETE', path }, signal);
  if (status >= 300 && status !== 404) throw refused(`removing the user ${name}`, status, text);
}

async function ask(
  kube: Kubernetes,
  client: KubeClient,
  { name, password }: Login,
  { method, path, body }: { method: 'GET' | 'POST' | 'PUT' | 'DELETE'; path: string; body?: string },
  signal: AbortSignal,
): Promise<Answer> {
  const where = () => findPod(kube, 'elasticsearch', 'http');
  const forward = await openForward(client.config, { namespace: kube.namespace, where });
  try {
    const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
    const answer = await send({ url: `http://127.0.0.1:${forward.port}`, instance: null }, path, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body !== undefined && { body }),
      signal,
    });
    return { status: answer.statusCode ?? 0, text: await readText(answer) };
  } finally {
    forward.close();
  }
}

async function must(asking: Promise<Answer>, what: string): Promise<void> {
  const { status, text } = await asking;
  if (status >= 300) throw refused(what, status, text);
}

function refused(what: string, status: number, text: string): OperationError {
  const reason = /"reason":"([^"]*)"/.exec(text)?.[1] ?? text.slice(0, 200);
  return new OperationError(`The search server refused ${what}: ${reason} [status=${status}]`, {
    code: 'search_user_failed',
    hint: 'a server without users of its own: influscope secrets rotate queue admin-token',
  });
}
