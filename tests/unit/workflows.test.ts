import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { ROOT } from '../support/platform/cli.ts';

interface Job {
  needs?: string;
  permissions?: Record<string, string>;
  steps: { uses?: string; run?: string; with?: Record<string, unknown> }[];
}

interface Workflow {
  on: { push?: { tags?: string[]; branches?: string[] } };
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

const folder = join(ROOT, '.github/workflows');
const workflows = new Map(
  readdirSync(folder).map((name) => [name, parse(readFileSync(join(folder, name), 'utf8')) as Workflow]),
);

test('every action is named by its commit, and none keeps the token of the checkout', () => {
  for (const [name, { jobs }] of workflows) {
    for (const { uses, with: inputs } of Object.values(jobs).flatMap(({ steps }) => steps)) {
      if (uses === undefined) continue;
      assert.match(uses, /@[0-9a-f]{40}$/, `${name}: ${uses}`);
      if (uses.startsWith('actions/checkout@')) assert.equal(inputs?.['persist-credentials'], false, name);
    }
  }
});

test('a tag is tested, packed and published, and only the publishing job can prove to npm who it is', () => {
  const release = workflows.get('release.yml');
  assert.ok(release);
  assert.deepEqual([release.on.push?.tags, release.on.push?.branches], [['v*'], undefined]);
  assert.deepEqual(release.permissions, { contents: 'read' });
  const { test: tested, pack, publish } = release.jobs;
  assert.deepEqual([pack?.needs, publish?.needs], ['test', 'pack']);
  const runs = (job: Job | undefined) => (job?.steps ?? []).map(({ run = '' }) => run).join('\n');
  assert.match(runs(tested), /npm run check\nnpm run test:package/);
  const proving = Object.entries(release.jobs).filter(
    ([, job]) => job.permissions?.['id-token'] !== undefined,
  );
  assert.deepEqual(
    proving.map(([name]) => name),
    ['publish'],
  );
  assert.match(runs(publish), /npm publish \S+ --provenance/);
  // Neither code of this repository nor of a dependency.
  assert.doesNotMatch(runs(publish), /npm (?:ci|install|run)|node /);
  assert.ok(publish?.steps.every(({ uses }) => uses === undefined || uses.startsWith('actions/setup-node@')));
});

test('a job that can prove its identity installs nothing', () => {
  const proving: string[] = [];
  for (const [name, { permissions, jobs }] of workflows) {
    assert.equal(permissions['id-token'], undefined, `${name}: every job would get it`);
    for (const [job, { permissions: own, steps }] of Object.entries(jobs)) {
      if (own?.['id-token'] === undefined) continue;
      proving.push(`${name} ${job}`);
      for (const { run = '' } of steps) {
        assert.doesNotMatch(
          run,
          /\bnpx\b|npm (?:ci|i|install|exec|run)\b|pip |go install|apt|curl/,
          `${name} ${job}`,
        );
      }
    }
  }
  assert.ok(proving.includes('deploy.yml deploy'));
});

test('what the deploying job runs is what the preparing job packed', () => {
  const { prepare, deploy } = workflows.get('deploy.yml')?.jobs ?? {};
  assert.equal(deploy?.needs, 'prepare');
  assert.match(JSON.stringify(prepare), /npm ci.*sha256=/);
  const unpack = deploy.steps.findIndex(({ run = '' }) => run.includes('sha256sum --check'));
  const proves = deploy.steps.findIndex(({ uses = '' }) => uses.startsWith('aws-actions/'));
  assert.ok(unpack > 0 && unpack < proves);
});

test('no workflow has a stored key of npm or AWS', () => {
  for (const name of workflows.keys()) {
    const secrets = [...readFileSync(join(folder, name), 'utf8').matchAll(/secrets\.(\w+)/g)].map(
      ([, one]) => one,
    );
    assert.deepEqual(
      secrets.filter((one) => one !== 'GITHUB_TOKEN'),
      [],
      name,
    );
  }
});
