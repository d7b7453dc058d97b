import assert from 'node:assert/strict';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { recordedAccount } from '#tests/support/aws/recorded-account.ts';
import type { RecordedAws } from '#tests/support/aws/recorded-aws.ts';
import { startRecordedAws } from '#tests/support/aws/recorded-aws.ts';
import type { RunOptions } from '../commands/harness.ts';
import { createBench } from '../commands/harness.ts';

const bench = createBench();
let roomy: RecordedAws;
let full: RecordedAws;
before(async () => {
  roomy = await startRecordedAws(recordedAccount({ vcpus: 64, vpcs: 20 }));
  full = await startRecordedAws(recordedAccount({ vcpus: 64, vpcs: 5 }));
  // They tell their versions, and that they were asked for more.
  for (const [name, version] of [
    ['eksctl', '0.221.0'],
    ['aws', 'aws-cli/2.30.0'],
  ]) {
    const path = join(bench.cwd, name as string);
    writeFileSync(path, `#!/bin/sh\n[ "$1" = create ] && touch "${bench.cwd}/created"\necho "${version}"\n`);
    chmodSync(path, 0o755);
  }
});
after(async () => {
  await roomy.close();
  await full.close();
});

const up = (args: string[], { aws = roomy, ...options }: RunOptions & { aws?: RecordedAws } = {}) =>
  bench.run(['up', '--target', 'eks', ...args], {
    ...options,
    env: { ...aws.env, PATH: `${bench.cwd}:/usr/bin:/bin`, ...options.env },
  });

const nothingWasMade = (aws = roomy) => {
  assert.equal(existsSync(join(bench.cwd, 'created')), false, 'eksctl was not told to make anything');
  assert.deepEqual(
    aws.requests.filter(({ action }) => /^(?:Create|Delete|Update|Run|PUT|DELETE)/.test(action)),
    [],
  );
};

test('without a terminal and without --yes nothing is created, and the price is reported', async () => {
  const { code, stdout, stderr } = await up([]);
  assert.equal(code, 2, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /EKS control plane +1 +\$0\.1000 +\$73\.00/);
  assert.match(stderr, /VPCs: 5 used, 1 needed, 20 allowed/);
  assert.match(
    stderr,
    /The instance would cost \$0\.1931 an hour \(\$140\.94 a month\). Confirmation is required, but there is no terminal/,
  );
  nothingWasMade();
});

test('a person is asked once, and a no makes nothing', async () => {
  const { code, stderr } = await up([], { stdinIsTerminal: true, input: 'n\n' });
  assert.equal(code, 2);
  assert.equal(stderr.split('[y/N]').length - 1, 1);
  assert.match(stderr, /Spend \$0\.1931 an hour \(\$140\.94 a month\) in account 123456789012, us-east-1\?/);
  assert.match(stderr, /Nothing was created/);
  nothingWasMade();
});

test('what is dearer than allowed is refused, by flag or by setting, whatever is agreed to', async () => {
  const byFlag = await up(['--yes', '--max-monthly-cost', '140']);
  assert.equal(byFlag.code, 2);
  assert.match(byFlag.stderr, /more than the limit of \$140\.00 \(--max-monthly-cost\)/);
  const bySetting = await up(['--yes'], { env: { INFLUSCOPE_MAX_MONTHLY_COST: '140' } });
  assert.equal(bySetting.code, 2);
  nothingWasMade();
});

test('an account limit that would be exceeded is reported with the command that raises it', async () => {
  const { code, stderr } = await up(['--yes'], { aws: full });
  assert.equal(code, 1);
  assert.match(stderr, /VPCs: 5 used, 1 needed, 5 allowed/);
  assert.match(
    stderr,
    /try: aws service-quotas request-service-quota-increase .*--quota-code L-F678F1CE --desired-value 6/,
  );
  nothingWasMade(full);
});

test('a dry run shows the plan and asks nothing', async () => {
  const run = await up(['--dry-run', '-o', 'json'], { stdinIsTerminal: true });
  assert.equal(run.code, 0, run.stderr);
  const plan = run.events().find(({ type }) => type === 'spending');
  assert.ok(plan?.type === 'spending');
  assert.equal(plan.month.toFixed(2), '140.94');
  assert.equal(plan.at_least, false);
  nothingWasMade();
});
