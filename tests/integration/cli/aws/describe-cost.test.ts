import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPrices } from '#cli/aws/cost/prices.ts';
import type { AwsResource } from '#cli/aws/sweep/resource.ts';
import { newResource } from '#cli/aws/sweep/resource.ts';
import type { Event, EventOf } from '#cli/output/events/events.ts';
import { describeCost } from '#cli/targets/eks/cost.ts';
import type { RecordedAnswer, RecordedRequest } from '#tests/support/aws/recorded-aws.ts';
import { REGION, startRecordedAws, xml } from '#tests/support/aws/recorded-aws.ts';
import { ROOT } from '#tests/support/platform/cli.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const MADE = Date.parse('2026-11-23T10:00:00Z');

const made = (kind: AwsResource['kind'], more: Partial<AwsResource> = {}): AwsResource =>
  newResource({ kind, id: `${kind}-1`, region: REGION, state: 'running', createdAt: MADE, ...more });
const OWNED = [
  made('cluster', { id: 'influscope', name: 'influscope' }),
  made('instance', { id: 'i-1', name: 'i-1', type: 't3.small' }),
  made('volume', { type: 'gp3', gib: 20, state: 'in-use' }),
  made('classic-balancer', { id: 'a1', name: 'a1' }),
];

const interfaces = (...rows: string[]) => `<networkInterfaceSet>${rows.join('')}</networkInterfaceSet>`;
const lent = (ip: string, more = '') =>
  `<item><association><publicIp>${ip}</publicIp>${more}</association><attachment><attachTime>2026-11-23T11:00:00.000Z</attachTime><instanceId>i-1</instanceId></attachment></item>`;

function account({ action, body }: RecordedRequest): RecordedAnswer | undefined {
  if (action === 'GetCallerIdentity') return xml(action, '<Account>123456789012</Account>');
  if (action === 'GET /clusters/influscope') {
    const cluster = { name: 'influscope', version: '1.33', upgradePolicy: { supportType: 'EXTENDED' } };
    return { body: JSON.stringify({ cluster }) };
  }
  if (action !== 'DescribeNetworkInterfaces') return undefined;
  const rows = body.includes('attachment.instance-id')
    ? [lent('203.0.113.1'), lent('203.0.113.9', '<allocationId>eipalloc-1</allocationId>')]
    : [
        '<item><association><publicIp>203.0.113.2</publicIp></association><description>ELB a1</description></item>',
      ];
  return xml(action, interfaces(...rows), true);
}

async function cost(
  owned: AwsResource[],
  answer: typeof account,
  firstUp: number | null = null,
): Promise<{ bill: EventOf<'cost'>; rest: Event[] }> {
  const recorded = await startRecordedAws(answer);
  try {
    const events: Event[] = [];
    for await (const one of describeCost({
      aws: recorded.aws,
      name: 'influscope',
      firstUp,
      owned,
      incomplete: false,
      prices: readPrices(ROOT, null),
      clock: () => NOW,
      signal: AbortSignal.timeout(60_000),
    }))
      events.push(one);
    const [bill, ...rest] = events;
    assert.equal(bill?.type, 'cost');
    return { bill, rest };
  } finally {
    await recorded.close();
  }
}

test('everything that bills is listed with what it has cost, lent addresses too, elastic ones once', async () => {
  const { bill, rest } = await cost(OWNED, account);
  assert.deepEqual(
    bill.items.map(({ what, spent }) => [what, spent?.toFixed(4)]),
    [
      ['EKS control plane, in extended support', '1.2000'],
      ['classic load balancer', '0.0500'],
      ['t3.small instance', '0.0416'],
      ['public IPv4 address of i-1', '0.0050'],
      ['public IPv4 address of ELB a1', '0.0100'],
      ['20 GiB gp3 volume', '0.0044'],
    ],
  );
  assert.equal(bill.since, '2026-11-23T10:00:00.000Z');
  assert.equal(bill.spent.toFixed(4), '1.3110');
  assert.equal(bill.at_least, false);
  assert.match(JSON.stringify(rest), /"code":"cost".*1\.33.*2026-07-29/);
});

test('resources from before the first up are billed from their creation on', async () => {
  const { bill } = await cost(OWNED, account, NOW - 3_600_000);
  assert.equal(bill.items[0]?.spent?.toFixed(4), '0.6000');
});

test('an account without the cluster bills nothing', async () => {
  const { bill, rest } = await cost([], (request) =>
    request.action.startsWith('GET /clusters')
      ? { status: 404, body: JSON.stringify({ __type: 'ResourceNotFoundException', message: 'No cluster' }) }
      : account(request),
  );
  assert.deepEqual(bill.items, []);
  assert.equal(bill.month, 0);
  assert.equal(bill.spent, 0);
  assert.deepEqual(rest, []);
});
