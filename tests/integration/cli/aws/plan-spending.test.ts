import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { confirmSpending } from '#cli/aws/cost/confirm-spending.ts';
import type { SpendingPlan } from '#cli/aws/cost/plan-spending.ts';
import { planSpending } from '#cli/aws/cost/plan-spending.ts';
import type { Existing } from '#cli/aws/cost/planned-costs.ts';
import { readPrices } from '#cli/aws/cost/prices.ts';
import { InfluscopeError } from '#cli/errors.ts';
import { readManifests } from '#cli/kubernetes/manifests.ts';
import { readInstancePlan } from '#cli/targets/eks/read-instance-plan.ts';
import { recordedAccount } from '#tests/support/aws/recorded-account.ts';
import type { RecordedAws } from '#tests/support/aws/recorded-aws.ts';
import { startRecordedAws } from '#tests/support/aws/recorded-aws.ts';
import { hintText } from '#tests/support/cli/hint-text.ts';
import { ROOT } from '#tests/support/platform/cli.ts';

const account = recordedAccount({ vcpus: 5, vpcs: 5 });

const config = parse(readFileSync(join(ROOT, 'cluster-config.yaml'), 'utf8')) as Record<string, unknown>;
const objects = readManifests(join(ROOT, 'manifests')).flatMap((stage) => stage.objects);
const NOTHING: Existing = { cluster: false, nodeGroups: [], volumes: false, balancer: false };

const plan = async (recorded: RecordedAws, existing = NOTHING, changed = {}): Promise<SpendingPlan> =>
  planSpending({
    aws: recorded.aws,
    config: { ...config, ...changed },
    instance: readInstancePlan(objects, { serviceType: null, storageClass: null }),
    existing,
    prices: readPrices(ROOT, null),
    clock: () => Date.parse('2026-11-23'),
    signal: AbortSignal.timeout(60_000),
  });

async function withAws(answer: typeof account, use: (recorded: RecordedAws) => Promise<void>): Promise<void> {
  const recorded = await startRecordedAws(answer);
  try {
    await use(recorded);
  } finally {
    await recorded.close();
  }
}

test('limits are compared with what the account uses, by its own values or those of every account', () =>
  withAws(account, async (recorded) => {
    const { limits, account: id, support, events } = await plan(recorded);
    assert.deepEqual(
      limits.map(({ name, used, needed, allowed, fits }) => [name, used, needed, allowed, fits]),
      [
        ['vcpus', 2, 4, 5, false],
        ['vpcs', 5, 1, 5, false],
        ['internetGateways', 5, 1, 10, true],
        ['balancers', 2, 1, 20, true],
        ['clusters', 1, 1, 20, true],
      ],
    );
    assert.equal(id, '123456789012');
    assert.equal(support.phase, 'standard');
    assert.deepEqual(
      events.map(({ type }) => type),
      ['spending'],
    );
  }));

test('limits that are hit refuse before anything is made', () =>
  withAws(account, async (recorded) => {
    const consent = { yes: true, maxMonthlyCost: null, ask: null };
    await assert.rejects(confirmSpending(await plan(recorded), consent, null), (error) => {
      assert.ok(error instanceof InfluscopeError);
      assert.match(error.message, /vCPUs .*: 2 used, 4 needed, 5 allowed; VPCs: 5 used/);
      assert.match(hintText(error.hint), /--quota-code L-1216C47A --desired-value 6/);
      return true;
    });
  }));

test('a platform that is there needs nothing more, and its limits are not asked for', () =>
  withAws(account, async (recorded) => {
    const existing = { cluster: true, nodeGroups: ['workers'], volumes: true, balancer: true };
    const { limits, added, total } = await plan(recorded, existing);
    assert.deepEqual(limits, []);
    assert.equal(added.month, 0);
    assert.ok(total.month > 100);
    assert.ok(recorded.requests.every(({ service }) => service !== 'servicequotas'));
  }));

test('without permission to ask for limits, they are reported as unknown', () =>
  withAws(
    (request) => (['GetCallerIdentity'].includes(request.action) ? account(request) : undefined),
    async (recorded) => {
      const { limits, support } = await plan(recorded);
      assert.ok(limits.every(({ fits }) => fits === null));
      assert.equal(support.phase, 'standard', 'from the published calendar');
    },
  ));

test('a version that EKS says is in extended support warns with its price', () =>
  withAws(
    (request) =>
      request.action === 'GET /cluster-versions'
        ? {
            body: JSON.stringify({
              clusterVersions: [
                {
                  clusterVersion: '1.33',
                  endOfStandardSupportDate: Date.parse('2026-07-29') / 1_000,
                  endOfExtendedSupportDate: Date.parse('2027-07-29') / 1_000,
                },
              ],
            }),
          }
        : account(request),
    async (recorded) => {
      const { events, items } = await plan(recorded, NOTHING, {
        metadata: { name: 'influscope', region: 'us-east-1', version: '1.33' },
        upgradePolicy: { supportType: 'EXTENDED' },
      });
      assert.equal(items[0]?.hour, 0.6);
      assert.match(JSON.stringify(events), /1\.33.*2026-07-29.*\$365\.00/);
    },
  ));

test('credentials that do not hold are no unknown limit but a fault', () =>
  withAws(
    () => ({
      status: 403,
      body: '<ErrorResponse><Error><Code>ExpiredToken</Code><Message>expired</Message></Error></ErrorResponse>',
    }),
    async (recorded) => {
      await assert.rejects(plan(recorded), { code: 'aws_credentials_expired' });
    },
  ));
