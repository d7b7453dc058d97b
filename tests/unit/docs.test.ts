import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { readClusterPlan } from '#cli/aws/cost/cluster-plan.ts';
import { plannedCosts } from '#cli/aws/cost/planned-costs.ts';
import { readPrices } from '#cli/aws/cost/prices.ts';
import { sumPrices } from '#cli/aws/cost/sum-prices.ts';
import { COMMANDS } from '#cli/commands/index.ts';
import { readManifests } from '#cli/kubernetes/manifests.ts';
import { formatMoney } from '#cli/output/text/format-money.ts';
import { parseCommandLine } from '#cli/program.ts';
import { readInstancePlan } from '#cli/targets/eks/read-instance-plan.ts';
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
    .flatMap(
      (line) =>
        /^\s*(?:run: )?(?:npx influscope|influscope|node bin\/influscope\.js) (.*)$/.exec(
          line.replace(/\s+#.*$/, ''),
        )?.[1] ?? [],
    )
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
        parseCommandLine(COMMANDS, argv, {
          version: () => '',
          write: () => {},
          columns: 80,
          started: 'influscope',
        }),
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
    instance: readInstancePlan(objects, { serviceType: null, storageClass: null }),
    existing: { cluster: false, nodeGroups: [], volumes: false, balancer: false },
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

test('the statements of the policy are described one by one', () => {
  const guide = read('docs/eks.md');
  const { Statement } = JSON.parse(read('docs/eks-policy.json')) as { Statement: { Sid: string }[] };
  for (const { Sid } of Statement) assert.match(guide, new RegExp(`^\\| .*\\b${Sid}\\b.* \\|`, 'm'), Sid);
});

const guides = [
  'README.md',
  'CONTRIBUTING.md',
  ...list('docs'),
  ...list('docs/commands'),
  ...list('docs/decisions'),
];

function list(folder: string): string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => `${folder}/${name}`);
}

test('every link from one document to another leads to a file, and to a heading in it', () => {
  const broken = guides.flatMap((guide) =>
    [...read(guide).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)]
      .filter(([, path = '', heading]) => {
        const target = path === '' ? guide : posix.join(posix.dirname(guide), path);
        if (!existsSync(join(ROOT, target))) return true;
        return heading !== undefined && !headings(target).includes(heading);
      })
      .map(([link]) => `${guide}: ${link}`),
  );
  assert.deepEqual(broken, []);
});

function headings(path: string): string[] {
  return [...read(path).matchAll(/^#+ (.*)$/gm)].map(([, text = '']) =>
    text
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}

test('decision records are numbered without gaps and say context, decision and consequences', () => {
  list('docs/decisions').forEach((path, index) => {
    const number = String(index + 1).padStart(3, '0');
    assert.match(path, new RegExp(`/${number}-[a-z0-9-]+\\.md$`));
    const text = read(path);
    assert.match(text, new RegExp(`^# ${number}: `));
    assert.deepEqual(
      [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading),
      ['Context', 'Decision', 'Consequences'],
      path,
    );
  });
});

test('the map fits on one page and names only paths that exist', () => {
  const map = read('docs/architecture.md');
  assert.ok(map.split('\n').length <= 60);
  const named = [...map.matchAll(/^\| (.*?) +\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([a-z.-]+\/[^`{A-Z]*)/g)].map(([, path = '']) => path),
  );
  assert.ok(named.length > 15, `${named.length} paths`);
  assert.deepEqual(
    named.filter((path) => !existsSync(join(ROOT, path))),
    [],
  );
});
