import type { IamPolicy, IamStatement } from '#cli/targets/eks/checks/permissions.ts';

/**
 * One request as IAM sees it. The subset of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * that our policies use: identity policies with Allow, patterns with `*` and `?` in resources, all conditions of a statement
 * together, and every resource of a request allowed by itself. No Deny, NotAction, NotResource, policy variables,
 * resource policies or organization policies.
 */
export interface IamRequest {
  /** `ec2:CreateTags`. */
  action: string;
  resources: readonly RequestedResource[];
  /** Keys of the request as a whole, e.g. `ec2:CreateAction`. `aws:RequestedRegion` is `us-east-1` unless it is given. */
  context?: Context;
}

export interface RequestedResource {
  arn: string;
  /** Of a resource that exists: `aws:ResourceTag/…`. */
  tags?: Readonly<Record<string, string>>;
}

type Context = Readonly<Record<string, string | readonly string[]>>;

export const ACCOUNT = '123456789012';
const REGION = 'us-east-1';

/** Whether the policy allows the request. An action without resources of its own is asked about `*`. */
export function isAllowed(policy: IamPolicy, { action, resources, context = {} }: IamRequest): boolean {
  const asked = resources.length > 0 ? resources : [{ arn: '*' }];
  return asked.every(({ arn, tags = {} }) => {
    const own = Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]);
    const keys = { 'aws:RequestedRegion': REGION, ...context, ...Object.fromEntries(own) } as Context;
    return policy.Statement.some((statement) => applies(statement, action, arn, keys));
  });
}

function applies(statement: IamStatement, action: string, arn: string, context: Context): boolean {
  return (
    statement.Action.some((pattern) => isLike(action.toLowerCase(), pattern.toLowerCase())) &&
    statement.Resource.some((pattern) => isLike(arn, pattern)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, valuesOf(context, key), [wanted].flat())),
    )
  );
}

/** Names of context keys have no case; those of the tags in them have. */
function valuesOf(context: Context, key: string): readonly string[] {
  const name = (text: string) => text.replace(/^[^/]*/, (prefix) => prefix.toLowerCase());
  const found = Object.entries(context).find(([given]) => name(given) === name(key));
  return found === undefined ? [] : [found[1]].flat();
}

/** A key that the request has not fails a condition, but for `ForAllValues`. */
function holds(operator: string, given: readonly string[], wanted: readonly string[]): boolean {
  switch (operator) {
    case 'StringEquals':
      return given.length === 1 && wanted.includes(given[0] ?? '');
    case 'ArnEquals':
    case 'ArnLike':
      return given.length === 1 && wanted.some((pattern) => isLikeArn(given[0] ?? '', pattern));
    case 'ForAllValues:StringEquals':
      return given.every((value) => wanted.includes(value));
    default:
      throw new Error(`the evaluator does not know ${operator}`);
  }
}

function isLike(text: string, pattern: string): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`, 's').test(text);
}

/** Each of the six parts by itself. */
function isLikeArn(text: string, pattern: string): boolean {
  const split = (arn: string) => [...arn.split(':').slice(0, 5), arn.split(':').slice(5).join(':')];
  const wanted = split(pattern);
  return split(text).every((part, index) => isLike(part, wanted[index] ?? ''));
}
