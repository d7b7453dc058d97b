import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Aws, AwsIdentity } from '#cli/aws/aws.ts';
import { collectPages, paging } from '#cli/aws/collect-pages.ts';
import { AwsError } from '#cli/aws/errors.ts';
import type { CheckResult } from '#cli/targets/check.ts';
import { fail, ok, warn } from '#cli/targets/check.ts';

/** `docs/eks-policy.json`. */
export interface IamPolicy {
  Version: string;
  Statement: readonly IamStatement[];
}

export interface IamStatement {
  Sid: string;
  Effect: 'Allow';
  Action: readonly string[];
  Resource: readonly string[];
  Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const SIMULATED_AT_ONCE = 50;
const NAMED = 6;
/** The name and the region in the policy file. */
const EXAMPLE = 'influscope';
const EXAMPLE_REGION = 'us-east-1';

export function readPolicy(root: string): IamPolicy {
  return JSON.parse(readFileSync(join(root, 'docs/eks-policy.json'), 'utf8')) as IamPolicy;
}

/** Has IAM simulate every permission of the policy for the current identity, with the names that the resources will have. */
export async function checkPermissions(
  aws: Aws,
  { policy, name, signal }: { policy: IamPolicy; name: string; signal: AbortSignal },
): Promise<CheckResult> {
  const identity = await aws.identity(signal);
  if (identity.arn.endsWith(':root')) return ok('the root user has all permissions');
  const source = await principalOf(aws, identity, signal);
  if (source === null) return warn(`the permissions of ${identity.arn} cannot be simulated`, null);
  const place = { region: aws.region, account: identity.account, name };
  const denied: string[] = [];
  let asked = 0;
  try {
    for (const statement of policy.Statement) {
      asked += statement.Action.length;
      denied.push(...(await askDenied(aws, statement, { source, place, signal })));
    }
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'aws_denied') throw error;
    return warn('unknown: iam:SimulatePrincipalPolicy is not allowed', {
      text: 'allow it, or see docs/eks-policy.json',
    });
  }
  const missing = [...new Set(denied)];
  if (missing.length === 0) return ok(`all ${asked} required permissions`);
  const more = missing.length > NAMED ? ` and ${missing.length - NAMED} more` : '';
  return fail(`${identity.arn} lacks ${missing.slice(0, NAMED).join(', ')}${more}`, {
    text: 'attach the policy of docs/eks-policy.json',
  });
}

/** The principal that policies are attached to: for a session its role. `null` if there is none. */
async function principalOf(
  aws: Aws,
  { arn, account }: AwsIdentity,
  signal: AbortSignal,
): Promise<string | null> {
  if (arn.includes(':user/')) return arn;
  const [, partition, role] = /^arn:([^:]+):sts::\d+:assumed-role\/([^/]+)\//.exec(arn) ?? [];
  if (partition === undefined || role === undefined) return null;
  try {
    // The ARN of the role has a path, unlike the session's.
    const { Role } = await (await aws.iam()).getRole({ RoleName: role }, { abortSignal: signal });
    if (Role?.Arn) return Role.Arn;
  } catch (error) {
    if (!(error instanceof AwsError) || error.code.startsWith('aws_credentials')) throw error;
  }
  return `arn:${partition}:iam::${account}:role/${role}`;
}

interface Place {
  region: string;
  account: string;
  name: string;
}

async function askDenied(
  aws: Aws,
  statement: IamStatement,
  { source, place, signal }: { source: string; place: Place; signal: AbortSignal },
): Promise<string[]> {
  const { paginateSimulatePrincipalPolicy } = await import('@aws-sdk/client-iam');
  const iam = await aws.iam();
  const denied: string[] = [];
  for (let at = 0; at < statement.Action.length; at += SIMULATED_AT_ONCE) {
    const pages = paginateSimulatePrincipalPolicy(
      paging(iam),
      {
        PolicySourceArn: source,
        ActionNames: statement.Action.slice(at, at + SIMULATED_AT_ONCE),
        ResourceArns: statement.Resource.map((pattern) => exampleOf(pattern, place)),
        ContextEntries: contextOf(statement, place),
      },
      { abortSignal: signal },
    );
    for (const result of await collectPages(pages, ({ EvaluationResults }) => EvaluationResults)) {
      const { EvalActionName = '', EvalDecision, ResourceSpecificResults = [] } = result;
      // An action need not apply to every resource of its statement.
      const decisions = [EvalDecision, ...ResourceSpecificResults.map((one) => one.EvalResourceDecision)];
      if (!decisions.includes('allowed')) denied.push(EvalActionName);
    }
  }
  return denied;
}

/** An example of a resource that matches a pattern of the policy. */
export function exampleOf(pattern: string, { region, account, name }: Place): string {
  if (pattern === '*') return '*';
  const [arn, partition, service, inRegion, ofAccount, ...rest] = pattern.split(':');
  const id = rest
    .join(':')
    .replaceAll(new RegExp(`\\b${EXAMPLE}\\b`, 'g'), name)
    .replaceAll('*', 'example');
  return [
    arn,
    partition,
    service,
    inRegion === '*' || inRegion === EXAMPLE_REGION ? region : inRegion,
    ofAccount === '*' ? account : ofAccount,
    id,
  ].join(':');
}

/** Context of a request that meets the statement's conditions. */
export function contextOf({ Condition = {} }: IamStatement, place: Place) {
  const exampleValue = (text: string) => {
    if (text === EXAMPLE_REGION) return place.region;
    return text.startsWith('arn:') ? exampleOf(text, place) : text.replace(EXAMPLE, place.name);
  };
  return Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => {
      const many = operator.startsWith('ForAllValues:');
      const values = [value].flat().map(exampleValue);
      return {
        ContextKeyName: key.replace(EXAMPLE, place.name),
        ContextKeyType: many ? ('stringList' as const) : ('string' as const),
        ContextKeyValues: many ? values : values.slice(0, 1),
      };
    }),
  );
}
