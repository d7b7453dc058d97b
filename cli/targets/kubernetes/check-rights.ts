import type { KubeClient } from '#cli/kubernetes/client/client.ts';
import type { Right } from './rights.ts';
import { RIGHTS } from './rights.ts';

interface Question {
  verb: string;
  group: string;
  resource: string;
  subresource?: string;
  namespace?: string;
}

/** The rights that the current user lacks, as `patch statefulsets.apps` or `create namespaces (cluster)`. */
export async function findMissingRights(
  client: KubeClient,
  namespace: string,
  signal: AbortSignal,
): Promise<{ needed: string[]; optional: string[] }> {
  const { default: limitTo } = await import('p-limit');
  const limit = limitTo(AT_ONCE);
  const missing = { needed: [] as string[], optional: [] as string[] };
  const questions = RIGHTS.flatMap((right) => toQuestions(right, namespace));
  await Promise.all(
    questions.map(({ right, question }) =>
      limit(async () => {
        if (await isAllowed(client, question, signal)) return;
        if (right.only === undefined) missing.needed.push(describe(right, question));
        else missing.optional.push(`${describe(right, question)} for ${right.only}`);
      }),
    ),
  );
  return { needed: missing.needed.sort(), optional: missing.optional.sort() };
}

const AT_ONCE = 8;

function toQuestions(right: Right, namespace: string): { right: Right; question: Question }[] {
  return right.resources.flatMap((name) =>
    right.verbs.map((verb) => {
      const [resource = '', subresource] = name.split('/');
      const place = right.scope === 'namespace' ? { namespace } : {};
      const question = { verb, group: right.group, resource, ...(subresource && { subresource }), ...place };
      return { right, question };
    }),
  );
}

async function isAllowed(client: KubeClient, question: Question, signal: AbortSignal): Promise<boolean> {
  const { status } = await client.request<{ status: { allowed: boolean } }>(
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    'Rights',
    {
      method: 'POST',
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes: question },
      },
      signal,
    },
  );
  return status.allowed;
}

function describe({ scope }: Right, { verb, group, resource, subresource }: Question): string {
  const name = `${resource}${subresource ? `/${subresource}` : ''}${group === '' ? '' : `.${group}`}`;
  return `${verb} ${name}${scope === 'cluster' ? ' (cluster)' : ''}`;
}
