import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { ImportReportLine } from '#contract/import/import.ts';
import { resolveTestHost, TEST_RULE } from '#tests/support/picture-fetchers.ts';
import type { ScraperServer } from '#tests/support/platform/scraper-server.ts';
import { startScraperServer } from '#tests/support/platform/scraper-server.ts';
import type { PictureServer } from '#tests/support/servers/picture-server.ts';
import { startPictureServer } from '#tests/support/servers/picture-server.ts';
import { TEST_CERTIFICATE } from '#tests/support/servers/test-certificate.ts';

const CSV = 'username,platform,followers\nada,x,5\nben,x,7\n';

let files: PictureServer;
let server: ScraperServer;

before(async () => {
  files = await startPictureServer({ tls: true });
});

beforeEach(async () => {
  await server?.close();
  server = await startScraperServer({
    rule: TEST_RULE,
    resolveHost: resolveTestHost,
    ca: TEST_CERTIFICATE.cert,
  });
});

after(async () => {
  await server.close();
  await files.close();
});

const at = (path: string, host = 'pictures.test') => `https://${host}:${files.port}${path}`;

async function importAddress(url: string): Promise<ImportReportLine> {
  const lines = await server.import('', { name: 'list', url });
  const last = lines.at(-1);
  assert.ok(last);
  return last;
}

async function faultOf(url: string): Promise<string> {
  const last = await importAddress(url);
  assert.ok(last.type === 'failed', JSON.stringify(last));
  assert.equal(last.code, 'address_not_read');
  assert.notEqual(last.hint, '');
  return last.message;
}

test('imports the file at an address, packed or not, and follows redirects', async () => {
  files.answers.set('/list.csv', (response) => response.end(CSV));
  files.answers.set('/list.csv.gz', (response) => response.end(gzipSync(CSV)));
  files.answers.set('/moved', (response) => response.writeHead(302, { location: '/list.csv' }).end());
  for (const path of ['/list.csv', '/list.csv.gz', '/moved']) {
    const last = await importAddress(at(path));
    assert.ok(last.type === 'done', JSON.stringify(last));
    assert.deepEqual([last.accepted, last.rejected], [2, 0], path);
    assert.ok(last.bytes > 0);
  }
  assert.equal(files.requests.at(-1)?.headers['user-agent'], 'test');
});

test('reads from nowhere but the public internet', async () => {
  const hosts = ['metadata.internal', 'loopback.internal', 'private.internal', 'mixed.internal'];
  const addresses = [
    '127.0.0.2',
    '10.0.0.1',
    '169.254.169.254',
    '[::1]',
    '[fd00::1]',
    '0x7f000002',
    '2130706434',
  ];
  for (const host of [...hosts, ...addresses])
    assert.match(await faultOf(at('/x', host)), /public internet/, host);
  files.answers.set('/inside', (response) =>
    response.writeHead(302, { location: 'https://169.254.169.254/latest/meta-data' }).end(),
  );
  assert.match(await faultOf(at('/inside')), /public internet/);
});

test('says why an address cannot be read', async () => {
  files.answers.set('/loop', (response) => response.writeHead(302, { location: '/loop' }).end());
  files.answers.set('/plain', (response) =>
    response.writeHead(302, { location: 'http://127.0.0.1/x' }).end(),
  );
  files.answers.set('/broken', (response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('username\n', () => response.destroy());
  });
  const faults: [string, RegExp][] = [
    [at('/nothing'), /status 404/],
    [at('/loop'), /redirects/],
    [at('/plain'), /not to an https URL/],
    [at('/broken'), /was lost/],
    [at('/x', 'nowhere.example'), /does not exist/],
    ['http://127.0.0.1/x', /not to an https URL/],
    ['file:///etc/passwd', /neither http nor https/],
    [at('/x', 'user:secret@pictures.test'), /credentials/],
  ];
  for (const [url, message] of faults) assert.match(await faultOf(url), message, url);
});
