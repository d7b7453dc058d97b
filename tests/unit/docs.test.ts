import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { readClusterPlan } from '#cli/aws/cost/cluster-plan.ts';
import { plannedCosts } from '#cli/aws/cost/planned-costs.ts';
import { readPlatformPlan } from '#cli/aws/cost/platform-plan.ts';
import { readPrices } from '#cli/aws/cost/prices.ts';
import { sumPrices } from '#cli/aws/cost/sum-prices.ts';
import { COMMANDS } from '#cli/commands/index.ts';
import { readManifests } from '#cli/kubernetes/manifests.ts';
import { formatMoney } from '#cli/output/text/format-money.ts';
import { parseCommandLine } from '#cli/program.ts';
import { ROOT } from '../support/platform/cli.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** Command lines of `influscope` in a guide's shell blocks or a workflow's steps, comments left out. */
function commandLines(path: string): string[][] {
  const text = read(path);
  const shell = path.endsWith('.md')
    ? [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block)
    : [text];
  return shell
    .flatMap((block) => block.split('\n'))
    .flatMap((line) => /^\s*(?:run: )?(?:npx )?influscope (.*)$/.exec(line.replace(/\s+#.*$/, ''))?.[1] ?? [])
    .map((line) =>
      line
        .replace('$DATA', '--delete-data')
        .replace(/ [|>].*$/, '')
        .split(' '),
    );
}

for (const path of ['docs/eks.md', '.github/workflows/deploy.yml']) {
  test(`every command of ${path} is one`, () => {
    const lines = commandLines(path);
    assert.ok(lines.length >= 6, `${lines.length} found`);
    for (const argv of lines)
      assert.ok(
        parseCommandLine(COMMANDS, argv, { version: () => '', write: () => {}, columns: 80 }),
        argv.join(' '),
      );
  });
}

test('the costs in docs/eks.md are those of cluster-config.yaml, the manifests and prices.json', () => {
  const guide = read('docs/eks.md');
  const prices = readPrices(ROOT, null);
  const objects = readManifests(join(ROOT, 'manifests')).flatMap((stage) => stage.objects);
  const items = plannedCosts({
    cluster: readClusterPlan(parse(read('cluster-config.yaml'))),
    platform: readPlatformPlan(objects, { serviceType: null, storageClass: null }),
    existing: { cluster: false, nodeGroups: [], platform: false },
    support: { version: '1.35', phase: 'standard', dates: null },
    prices,
  });
  const sums: [string, RegExp][] = [
    ['EKS control plane', /control plane/],
    ['2 nodes `t3.small`', /t3\.small/],
    ['2 × 20 GiB gp3, of the nodes', /volume of a node/],
    ['10 + 4 + 5 GiB gp3, of data', /volume of data/],
    ['classic load balancer', /^classic load balancer$/],
    ['4 public IPv4 addresses', /address/],
    ['**all**', /./],
  ];
  for (const [row, pattern] of sums) {
    const { hour, month } = sumPrices(items.filter(({ what }) => pattern.test(what)));
    const bold = row.startsWith('**') ? '**' : '';
    const cells = [formatMoney(hour, 'USD', 4), formatMoney(month, 'USD')].map(
      (text) => `${bold}${text}${bold}`,
    );
    assert.ok(guide.includes(`| ${row} | ${cells.join(' | ')} |`), `${row} | ${cells.join(' | ')}`);
  }
  assert.ok(guide.includes(`as of ${prices.checked}`));
});

test('the statements of the policy are told one by one', () => {
  const guide = read('docs/eks.md');
  const { Statement } = JSON.parse(read('docs/eks-policy.json')) as { Statement: { Sid: string }[] };
  for (const { Sid } of Statement) assert.match(guide, new RegExp(`^\\| .*\\b${Sid}\\b.* \\|`, 'm'), Sid);
});
