import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { EventOf } from '#cli/output/events/events.ts';
import { loadSettings } from '#cli/settings/settings.ts';
import { readPolicy } from '#cli/targets/eks/checks/permissions.ts';
import { createEksTarget } from '#cli/targets/eks/eks-target.ts';
import type { RecordedAnswer, RecordedRequest } from '#tests/support/aws/recorded-aws.ts';
import { REGION, startRecordedAws, xml } from '#tests/support/aws/recorded-aws.ts';
import { hintText } from '#tests/support/cli/hint-text.ts';
import { ROOT } from '#tests/support/platform/cli.ts';

const policy = readPolicy(ROOT);

type Answers = Record<string, (request: RecordedRequest) => RecordedAnswer>;

const identity = (arn: string) =>
  xml('GetCallerIdentity', `<Arn>${arn}</Arn><UserId>u</UserId><Account>123456789012</Account>`);

const simulated = (decide: (action: string) => string) => (request: RecordedRequest) => {
  const actions = [...new URLSearchParams(request.body)].flatMap(([key, value]) =>
    key.startsWith('ActionNames.') ? [value] : [],
  );
  const results = actions.map(
    (name) =>
      `<member><EvalActionName>${name}</EvalActionName><EvalDecision>${decide(name)}</EvalDecision></member>`,
  );
  return xml(
    request.action,
    `<IsTruncated>false</IsTruncated><EvaluationResults>${results.join('')}</EvaluationResults>`,
  );
};

const everythingAllowed: Answers = {
  'GET /clusters/influscope': () => ({
    status: 404,
    body: JSON.stringify({ __type: 'ResourceNotFoundException', message: 'No cluster' }),
  }),
  DescribeStacks: ({ action }) => xml(action, '<Stacks/>'),
  GetCallerIdentity: () => identity('arn:aws:sts::123456789012:assumed-role/deployer/session'),
  GetRole: (request) =>
    xml(
      request.action,
      '<Role><Arn>arn:aws:iam::123456789012:role/team/deployer</Arn><RoleName>deployer</RoleName></Role>',
    ),
  DescribeRegions: (request) =>
    xml(
      request.action,
      `<regionInfo><item><regionName>${REGION}</regionName><optInStatus>opt-in-not-required</optInStatus></item></regionInfo>`,
      true,
    ),
  DescribeAvailabilityZones: (request) =>
    xml(
      request.action,
      `<availabilityZoneInfo>${['a', 'b', 'c'].map((zone) => `<item><zoneName>${REGION}${zone}</zoneName><zoneId>use1-az${zone.charCodeAt(0)}</zoneId><zoneState>available</zoneState></item>`).join('')}</availabilityZoneInfo>`,
      true,
    ),
  DescribeInstanceTypeOfferings: (request) =>
    xml(
      request.action,
      `<instanceTypeOfferingSet><item><instanceType>t3.small</instanceType><location>${REGION}a</location></item></instanceTypeOfferingSet>`,
      true,
    ),
  SimulatePrincipalPolicy: simulated(() => 'allowed'),
};

const home = mkdtempSync(join(tmpdir(), 'influscope-checks-'));
after(() => rmSync(home, { recursive: true, force: true }));

async function check(answers: Answers, { ahead = 0, config = '' } = {}) {
  const recorded = await startRecordedAws((request) => answers[request.action]?.(request));
  const verdicts: Record<string, EventOf<'check'>> = {};
  const env = {
    ...recorded.env,
    PATH: home,
    INFLUSCOPE_HOME: home,
    ...(config !== '' && { INFLUSCOPE_CLUSTER_CONFIG: config }),
  };
  const settings = await loadSettings({ flags: {}, env, cwd: home });
  const clock = () => Date.now() + ahead;
  const target = createEksTarget({ name: 'influscope', settings, root: ROOT, env, clock });
  try {
    for await (const event of target.checks({ signal: AbortSignal.timeout(60_000) })) {
      assert.equal(event.type, 'check');
      verdicts[event.name] = event;
    }
    return { verdicts, requests: recorded.requests };
  } finally {
    target.close?.();
    await recorded.close();
  }
}

/** A configuration of one's own, changed. */
function ownConfig(change: (text: string) => string): string {
  const path = join(home, 'own.yaml');
  writeFileSync(path, change(readFileSync(join(ROOT, 'cluster-config.yaml'), 'utf8')));
  return path;
}

test('a role that may do all is found by its own name, and asked about each statement of the policy', async () => {
  const { verdicts, requests } = await check(everythingAllowed);
  assert.equal(verdicts.permissions?.status, 'ok');
  const asked = requests
    .filter(({ action }) => action === 'SimulatePrincipalPolicy')
    .map(({ body }) => new URLSearchParams(body));
  assert.equal(asked.length, policy.Statement.length);
  assert.ok(
    asked.every((one) => one.get('PolicySourceArn') === 'arn:aws:iam::123456789012:role/team/deployer'),
  );
  assert.ok(asked.some((one) => one.get('ContextEntries.member.1.ContextKeyName') === 'iam:PassedToService'));
  assert.ok(
    asked.some(
      (one) => one.get('ResourceArns.member.1') === `arn:aws:eks:${REGION}:123456789012:cluster/influscope`,
    ),
  );
  for (const name of ['identity', 'clock', 'region', 'instance types', 'version'])
    assert.equal(verdicts[name]?.status, 'ok', `${name}: ${verdicts[name]?.message}`);
  assert.equal(verdicts.eksctl?.status, 'fail');
  assert.match(hintText(verdicts.eksctl?.fix), /install eksctl/);
});

test('what may not be done is named, with the policy that allows it', async () => {
  const { verdicts } = await check({
    ...everythingAllowed,
    SimulatePrincipalPolicy: simulated((action) =>
      /^ec2:(?:Create|Run)|PassRole/.test(action) ? 'implicitDeny' : 'allowed',
    ),
  });
  assert.equal(verdicts.permissions?.status, 'fail');
  assert.match(
    verdicts.permissions?.message ?? '',
    /lacks iam:PassRole, ec2:CreateInternetGateway, .* and \d+ more$/,
  );
  assert.match(hintText(verdicts.permissions?.fix), /docs\/eks-policy\.json/);
});

test('without permission to ask IAM, the permissions are reported as unknown', async () => {
  const { SimulatePrincipalPolicy: _, ...rest } = everythingAllowed;
  const { verdicts } = await check(rest);
  assert.equal(verdicts.permissions?.status, 'warn');
});

test('a clock that is off is found although the SDK would make up for it', async () => {
  const { verdicts } = await check(everythingAllowed, { ahead: 600_000 });
  assert.equal(verdicts.clock?.status, 'fail');
  assert.match(verdicts.clock?.message ?? '', /^(?:9|10) min .*ahead of AWS/);
});

test('a region that is not enabled or does not exist is reported', async () => {
  const disabled = await check({
    ...everythingAllowed,
    DescribeRegions: ({ action }) =>
      xml(
        action,
        `<regionInfo><item><regionName>${REGION}</regionName><optInStatus>not-opted-in</optInStatus></item></regionInfo>`,
        true,
      ),
  });
  assert.match(hintText(disabled.verdicts.region?.fix), /^aws account enable-region/);
  const unknown = await check({
    ...everythingAllowed,
    DescribeRegions: ({ action }) => xml(action, '<regionInfo/>', true),
  });
  assert.match(unknown.verdicts.region?.message ?? '', /AWS has no region us-east-1/);
});

test('an instance type that the zone does not offer is reported with the zones that offer it', async () => {
  const config = ownConfig((text) =>
    text.replace('availabilityZones: [us-east-1a]', 'availabilityZones: [us-east-1b]'),
  );
  const { verdicts } = await check(everythingAllowed, { config });
  assert.equal(verdicts['instance types']?.status, 'fail');
  assert.match(verdicts['instance types']?.message ?? '', /us-east-1b does not offer t3\.small/);
  assert.match(hintText(verdicts['instance types']?.fix), /us-east-1a/);
});

test('a version past standard support warns with what it costs', async () => {
  const config = ownConfig((text) =>
    text.replace('version: "1.35"', 'version: "1.31"').replace('STANDARD', 'EXTENDED'),
  );
  const { verdicts } = await check(everythingAllowed, { config });
  assert.notEqual(verdicts.version?.status, 'ok');
  assert.match(verdicts.version?.message ?? '', /1\.31/);
});

test('without credentials that hold nothing more is asked', async () => {
  const { verdicts, requests } = await check({
    GetCallerIdentity: () => ({
      status: 403,
      body: '<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>no</Message></Error></ErrorResponse>',
    }),
  });
  assert.deepEqual(Object.keys(verdicts), ['eksctl', 'aws', 'identity']);
  assert.equal(verdicts.identity?.status, 'fail');
  assert.equal(requests.length, 1);
});

test('the root user may do everything and is warned of', async () => {
  const { verdicts } = await check({
    ...everythingAllowed,
    GetCallerIdentity: () => identity('arn:aws:iam::123456789012:root'),
  });
  assert.equal(verdicts.identity?.status, 'warn');
  assert.equal(verdicts.permissions?.status, 'ok');
});
