import { AwsError } from '#cli/aws/errors.ts';
import type { SweptAccount } from '#cli/aws/sweep/account.ts';
import type { AwsResource, ClusterIdentity, ResourceKind } from '#cli/aws/sweep/resource.ts';

export interface FakeAccount extends SweptAccount {
  /** The existing resources. */
  there(): AwsResource[];
  /** Everything that was asked to be deleted, in order; refusals included. */
  asked: string[];
}

export interface FakeAccountOptions {
  /** Refuses while this says why: the id of what is in the way, or a code of an error. */
  holds?: (resource: AwsResource, there: readonly AwsResource[]) => string | null;
  /** How many more looks see a thing that was deleted. */
  lingers?: (resource: AwsResource) => number;
  /** Kinds that may not be listed. */
  unlisted?: ReadonlySet<ResourceKind>;
}

/** An account of the given resources, in which they go, linger and hold one another as they do in AWS. */
export function createFakeAccount(
  cluster: ClusterIdentity,
  resources: readonly AwsResource[],
  { holds = () => null, lingers = () => 0, unlisted = new Set() }: FakeAccountOptions = {},
): FakeAccount {
  const there = new Map(
    resources.map((resource) => [`${resource.kind}/${resource.id}`, { resource, looks: -1 }]),
  );
  const all = () => [...there.values()].map(({ resource }) => resource);
  const asked: string[] = [];
  return {
    cluster,
    asked,
    there: all,
    async list(kind) {
      if (unlisted.has(kind)) throw refusal('aws_denied', `may not list ${kind}`);
      for (const [key, entry] of there)
        if (entry.resource.kind === kind && entry.looks >= 0 && entry.looks-- === 0) there.delete(key);
      return all().filter((resource) => resource.kind === kind);
    },
    async remove(resource) {
      const key = `${resource.kind}/${resource.id}`;
      asked.push(key);
      const entry = there.get(key);
      if (entry === undefined || entry.looks >= 0) return;
      const why = holds(resource, all());
      if (why?.startsWith('aws_')) throw refusal(why as AwsError['code'], why);
      if (why !== null) throw refusal('aws_refused', `${resource.id} has a dependent object: ${why}`);
      entry.looks = lingers(resource);
    },
  };
}

function refusal(code: AwsError['code'], said: string): AwsError {
  return new AwsError(said, said, {
    code,
    hint: {},
    awsCode: code,
    service: 'ec2',
    action: '',
    status: 400,
    cause: null,
  });
}
