import assert from 'node:assert/strict';
import type { SpawnSyncReturns } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { SearchResponse } from '#contract/query/search.ts';
import { findOldNode } from '#tests/support/cli/old-node.ts';
import { freePort } from '#tests/support/free-port.ts';
import { installPackage } from '#tests/support/package/install-package.ts';

/** With PACKAGE_FROM_REGISTRY=1 npm installs the dependencies too: `npm run test:package`. */
const fromRegistry = process.env.PACKAGE_FROM_REGISTRY === '1';
const folder = mkdtempSync(join(tmpdir(), 'influscope-package-'));
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
const installed = installPackage(folder, fromRegistry);
const bin = join(installed.folder, 'node_modules/.bin');
const recorder = join(import.meta.dirname, '../../support/package/record-connections.cjs');

interface Launch {
  /** The folder of the Node that runs the launcher. */
  node: string;
  home: string;
  onPath?: boolean;
  env?: Record<string, string>;
}

function launch(
  command: string[],
  { node, home, onPath = false, env = {} }: Launch,
): SpawnSyncReturns<string> {
  const path = [...(onPath ? [bin] : []), node, process.env.PATH].join(delimiter);
  const [program = '', ...args] = command;
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_|INFLUSCOPE_|NODE_|CI$|GITHUB)/.test(name),
  );
  const options = { ...Object.fromEntries(inherited), PATH: path, INFLUSCOPE_HOME: home, ...env };
  return spawnSync(program, args, { cwd: installed.folder, env: options, encoding: 'utf8' });
}

test('a package contains what runs, and nothing that only builds or tests it', () => {
  const { files } = installed;
  for (const path of [
    'bin/influscope.js',
    'dist/cli/main.js',
    'dist/services/main.js',
    'manifests/02-apps.yaml',
    'prices.json',
    'LICENSE',
    'README.md',
  ])
    assert.ok(files.includes(path), path);
  const unexpected = files.filter((path) =>
    /^(?:tests|scripts|bench|node_modules|\.)|\.(?:map|ts|test\.js)$/.test(path),
  );
  assert.deepEqual(unexpected, []);
});

const old = findOldNode();
const current = process.execPath;
/** One of them is enough where another run covers both. */
const nodes = fromRegistry ? [current, ...(old === undefined ? [] : [old])] : [old ?? current];

for (const node of nodes) {
  const name = node === current ? 'the Node of the product' : 'an older Node of the machine';
  describe(`a package that is installed into an empty folder, on ${name}`, () => {
    const home = join(folder, `home-${nodes.indexOf(node)}`);
    const file = join(folder, `connections-${nodes.indexOf(node)}`);
    const env = { NODE_OPTIONS: `--require=${recorder}`, CONNECTIONS_FILE: file };
    const launched = (command: string[], about: Partial<Launch> = {}) =>
      launch(command, { node: dirname(node), home, ...about });
    const onPath = (...args: string[]) => launched(['influscope', ...args], { onPath: true, env });
    after(() => onPath('down', '--delete-data', '--yes'));

    test('imports, searches, checks itself and stops', async () => {
      const up = onPath('up', '--demo', '--port', String(await freePort()));
      assert.equal(up.status, 0, up.stderr);
      assert.match(up.stderr, /^ {2}influscope search tech$/m);
      const search = onPath('search', 'tech', '-o', 'json');
      assert.equal(search.status, 0, search.stderr);
      assert.ok((JSON.parse(search.stdout) as SearchResponse).count > 0);
      const doctor = onPath('doctor', '-o', 'json');
      assert.equal(doctor.status, 0, doctor.stdout);
      const down = onPath('down', '--delete-data', '--yes');
      assert.equal(down.status, 0, down.stderr);
    });

    test('connects to nothing outside the machine', () => {
      for (const args of [['version'], ['--help'], ['nonsense']]) onPath(...args);
      const seen = readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { kind: string; to: string; argv: string[] });
      for (const what of ['services/main', 'search', 'doctor', 'version', '--help', 'nonsense'])
        assert.ok(
          seen.some(({ kind, argv }) => kind === 'start' && argv.join(' ').includes(what)),
          what,
        );
      assert.ok(seen.some(({ kind }) => kind === 'connect'));
      const local = /^(?:|localhost|127\.0\.0\.1|::1|unix:.*)$/;
      assert.deepEqual(
        seen.filter(({ to }) => !local.test(to)),
        [],
      );
    });

    test('its hints work as they were typed', () => {
      for (const [command, started] of [
        [['npx', '--no-install', 'influscope', 'serch'], 'npx influscope'],
        [['influscope', 'serch'], 'influscope'],
      ] as const) {
        const about = { onPath: started === 'influscope' };
        const { status, stderr } = launched([...command], about);
        assert.equal(status, 2, stderr);
        assert.ok(stderr.endsWith(`\ntry: ${started} search\n`), stderr);
        const pasted = launched(['sh', '-c', `${started} search --help`], about);
        assert.equal(pasted.status, 0, pasted.stderr);
      }
    });
  });
}
