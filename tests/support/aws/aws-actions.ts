import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { EC2 } from '@aws-sdk/client-ec2';
import { EKS } from '@aws-sdk/client-eks';
import { ElasticLoadBalancing } from '@aws-sdk/client-elastic-load-balancing';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAM } from '@aws-sdk/client-iam';
import { ServiceQuotas } from '@aws-sdk/client-service-quotas';
import { STS } from '@aws-sdk/client-sts';

interface Client {
  /** As a policy names it. */
  service: string;
  /** How sources come by it: the accessor of `Aws`, the package of its types. */
  accessor: string;
  package: string;
  methods: ReadonlySet<string>;
}

const client = (service: string, accessor: string, name: string, made: { prototype: object }): Client => ({
  service,
  accessor,
  package: `@aws-sdk/client-${name}`,
  methods: new Set(Object.getOwnPropertyNames(made.prototype)),
});

const CLIENTS = [
  client('cloudformation', 'cloudformation', 'cloudformation', CloudFormation),
  client('logs', 'logs', 'cloudwatch-logs', CloudWatchLogs),
  client('ec2', 'ec2', 'ec2', EC2),
  client('eks', 'eks', 'eks', EKS),
  client('elasticloadbalancing', 'elb', 'elastic-load-balancing', ElasticLoadBalancing),
  client('elasticloadbalancing', 'elbv2', 'elastic-load-balancing-v2', ElasticLoadBalancingV2),
  client('iam', 'iam', 'iam', IAM),
  client('servicequotas', 'quotas', 'service-quotas', ServiceQuotas),
  client('sts', 'sts', 'sts', STS),
];

/** Every AWS action that the sources in these folders call, `ec2:DescribeVpcs`, by the file that calls it. */
export function actionsInSources(folders: readonly string[]): Map<string, string> {
  const actions = new Map<string, string>();
  for (const file of folders.flatMap(sources)) {
    const text = readFileSync(file, 'utf8');
    for (const { service, accessor, package: name, methods } of CLIENTS) {
      if (!text.includes(`.${accessor}()`) && !text.includes(`'${name}'`)) continue;
      // `client.describeVpcs(` and `paginateDescribeVpcs(`.
      for (const [, called = ''] of text.matchAll(/(?:\.|\b(?=paginate))([a-z]\w+)\(/g)) {
        const method = called.replace(/^paginate([A-Z])/, (_, first: string) => first.toLowerCase());
        if (!methods.has(method) || method === 'send' || method === 'destroy') continue;
        actions.set(`${service}:${method.charAt(0).toUpperCase()}${method.slice(1)}`, file);
      }
    }
  }
  return actions;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(folder, path));
}
