import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Event } from '#cli/output/events/events.ts';
import { event, note, step, warning } from '#cli/output/events/events.ts';
import type { OutputOptions } from '#cli/output/output.ts';
import { createOutput } from '#cli/output/output.ts';
import { annotate, openGroup } from '#cli/output/sinks/github-commands.ts';
import { renderSummary } from '#cli/output/sinks/github-summary.ts';
import { plainWording } from '#tests/support/cli/hint-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'influscope-github-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const build = step('cluster', 'Making the cluster', () => 0);
const failure = event({
  type: 'error',
  code: 'stack_failed',
  message: 'The stack failed:\n100% of it',
  hint: { command: ['up'] },
  exit_code: 1,
});

/** What a run writes, and the page that it leaves. */
async function run(events: Event[], options: Partial<OutputOptions> = {}, file = 'summary.md') {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const summary = join(folder, file);
  const output = createOutput({
    format: 'text',
    streamsEvents: true,
    quiet: false,
    stdout: { write: (text: string) => stdout.push(text) },
    stderr: { write: (text: string) => stderr.push(text) },
    env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary },
    title: 'influscope up',
    words: plainWording,
    ...options,
  });
  const sink = await output.events();
  for (const one of events) sink.emit(one);
  output.close();
  output.close();
  return {
    output,
    stdout: stdout.join(''),
    stderr: stderr.join(''),
    page: () => readFileSync(summary, 'utf8'),
  };
}

test('each step folds, and its end is outside the fold', async () => {
  const { stderr } = await run(
    [build.started, note('a', 'inside'), build.done('The cluster is there')],
    {},
    'a.md',
  );
  assert.equal(stderr, '::group::Making the cluster\ninside\n::endgroup::\n✔ The cluster is there\n');
});

test('warnings and errors annotate the run, and an error ends the fold', async () => {
  const { stderr, output } = await run([build.started, warning('price', 'dear'), failure], {}, 'b.md');
  assert.equal(
    stderr,
    [
      '::group::Making the cluster',
      '::warning title=price::dear',
      '::endgroup::',
      '::error title=stack_failed::The stack failed:%0A  100%25 of it%0Atry: influscope up',
      '',
    ].join('\n'),
  );
  assert.equal(output.annotates, true);
});

test('a fold that is open at the end is closed', async () => {
  const { stderr } = await run([build.started], {}, 'c.md');
  assert.equal(stderr, '::group::Making the cluster\n::endgroup::\n');
});

test('quiet leaves the annotations', async () => {
  const { stderr } = await run(
    [build.started, warning('price', 'dear'), build.done('x')],
    { quiet: true },
    'q.md',
  );
  assert.equal(stderr, '::warning title=price::dear\n');
});

test('JSON lines are not mixed with anything, but leave a page as well', async () => {
  const { stdout, stderr, page } = await run([build.started, failure], { format: 'json' }, 'd.md');
  assert.equal(stderr, '');
  assert.equal(stdout.trim().split('\n').length, 2);
  assert.match(page(), /stack failed/);
});

test('elsewhere nothing of it is said', async () => {
  const { stderr, output } = await run([build.started, warning('price', 'dear')], { env: {} }, 'e.md');
  assert.equal(stderr, 'warning: dear\n');
  assert.equal(output.annotates, false);
});

test('a page that cannot be written is a warning', async () => {
  const { stderr } = await run([build.started, failure], {
    env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: folder },
  });
  assert.match(stderr, /::warning title=summary::/);
});

test('what ends a command is escaped, in titles too', () => {
  assert.equal(openGroup('50%\n::error::'), '::group::50%25%0A::error::');
  assert.equal(annotate('error', 'a:b,c', 'x\r\ny'), '::error title=a%3Ab%2Cc::x%0D%0Ay');
});

test('a page tells steps, checks, what is left and why it ended', () => {
  const page = renderSummary(
    'influscope up',
    [
      build.started,
      build.done('The cluster is there'),
      step('deploy', 'Deploying', () => 0).started,
      event({ type: 'check', name: 'region', status: 'fail', message: 'a | <b>', fix: { text: 'another' } }),
      event({
        type: 'receipt',
        removed: [{ kind: 'stack', name: 'eksctl-a-cluster', detail: null }],
        remaining: [{ kind: 'volume', name: 'vol-1', detail: '$0.80 a month' }],
      }),
      failure,
    ],
    plainWording,
  );
  assert.equal(
    page,
    `## influscope up

|  | step | took |
| --- | --- | --- |
| ✅ | The cluster is there | 0.0 s |
| ❌ | Deploying |  |

|  | check | finding | fix |
| --- | --- | --- | --- |
| ❌ | region | a \\| &lt;b> | another |

1 removed, 1 remaining

|  | what |  |
| --- | --- | --- |
| remaining | volume/vol-1 | $0.80 a month |
| removed | stack/eksctl-a-cluster |  |

> ❌ The stack failed: 100% of it
>
> Try: \`influscope up\`

`,
  );
});

test('a page tells what it costs', () => {
  const items = [{ what: 'EKS control plane', count: 1, hour: 0.1, month: 73, exists: false }];
  const page = renderSummary(
    'influscope up',
    [
      event({
        type: 'spending',
        cluster: 'a',
        account: '1',
        identity: 'i',
        region: 'us-east-1',
        version: '1.35',
        items,
        hour: 0.1,
        month: 73,
        at_least: false,
        currency: 'USD',
        prices_of: '2026-04',
        by_use: [],
        limits: [],
      }),
      event({ type: 'ready', name: 'a', target: 'eks', url: 'http://a.example' }),
    ],
    plainWording,
  );
  assert.match(
    page,
    /\| 1 × EKS control plane \| \$0\.1000 \| \$73\.00 \|\n\| total \| \$0\.1000 \| \$73\.00 \|/,
  );
  assert.match(page, /Available at <http:\/\/a\.example>/);
});

test('nothing to tell leaves no page', () => {
  assert.equal(renderSummary('influscope config', [], plainWording), '');
});

test('a receipt of an account tells what is left, what it costs and what removes it', () => {
  const resource = { name: 'n', state: 'available', bills: true, why: null };
  const page = renderSummary(
    'influscope down',
    [
      event({
        type: 'receipt',
        removed: [],
        remaining: [],
        bill: {
          cluster: 'influscope',
          account: '123456789012',
          region: 'us-east-1',
          at: '2026-11-23T12:00:00Z',
          complete: true,
          resources: [
            { ...resource, kind: 'cluster', id: 'influscope', status: 'gone', month: 73, command: null },
            {
              ...resource,
              kind: 'volume',
              id: 'vol-1',
              status: 'there',
              month: 0.8,
              command: 'aws ec2 delete-volume',
            },
          ],
          month: 0.8,
          at_least: false,
          currency: 'USD',
          prices_of: '2026-04',
          unseen: [{ kind: 'snapshot', why: 'denied' }],
          requests: 40,
          file: null,
        },
      }),
    ],
    plainWording,
  );
  assert.match(page, /1 of 2 resources remain, \$0\.80 a month; not checked: snapshot/);
  assert.match(
    page,
    /delete with \|\n[^\n]*\n\| volume vol-1 \| there \| \$0\.80 \| aws ec2 delete-volume \|\n\| cluster influscope \| gone/,
  );
});
