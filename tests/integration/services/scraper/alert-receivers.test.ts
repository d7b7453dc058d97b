import assert from 'node:assert/strict';
import { once } from 'node:events';
import { link, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { SavedRecord } from '#contract/saved/saved-search.ts';
import { NO_ALERTS } from '#contract/saved/saved-search.ts';
import type { OutboxEntry } from '#runtime/alerts/alert-keys.ts';
import type { AlertSettings } from '#scraper/alerts/alert-config.ts';
import { createReceivers } from '#scraper/alerts/receivers.ts';
import { anAlert, HOSTILE_NAME } from '#tests/support/an-alert.ts';
import { createFakeRecords } from '#tests/support/fakes/fake-records.ts';
import type { AlertReceiver } from '#tests/support/servers/alert-receiver.ts';
import { startAlertReceiver } from '#tests/support/servers/alert-receiver.ts';
import { startSmtpServer } from '#tests/support/servers/smtp-server.ts';

const SECRET = 'whsec_test';
const { signal } = new AbortController();

function searchTo(address: string): ReadonlyMap<string, SavedRecord> {
  const to = [{ address, secret: SECRET }];
  const search = {
    v: 1,
    id: 's',
    name: 'bakers',
    query: 'bread',
    created_at: '',
    alerts: NO_ALERTS,
    to,
  } as const;
  return new Map([['s', { ...search, to }]]);
}

const entryTo = (to: string, over = {}): OutboxEntry => ({
  v: 1,
  search: 's',
  subject: 'x:1',
  to,
  alert: anAlert(over),
});

/** Sends one alert; the number that arrived. */
async function send(to: string, settings: Partial<AlertSettings>, count = 1): Promise<number> {
  const receivers = createReceivers({
    records: createFakeRecords(),
    settings: { folder: null, addresses: 'public', hosts: [], mail: null, ...settings },
    userAgent: 'test',
    now: () => 1_767_225_600_000,
  });
  let sent = 0;
  try {
    const entries = Array.from({ length: count }, (_, i) => entryTo(to, { id: `alert_${i}` }));
    const onSent = async (some: number) => {
      sent += some;
    };
    await receivers.send(to, entries, searchTo(to), onSent, signal);
    return sent;
  } finally {
    await receivers.close();
  }
}

describe('a webhook', () => {
  let receiver: AlertReceiver;
  before(async () => {
    receiver = await startAlertReceiver();
    receiver.secret = SECRET;
  });
  after(() => receiver.close());

  it('gets each alert signed, with hostile names as data', async () => {
    assert.equal(await send(receiver.url, { addresses: 'any' }, 3), 3);
    assert.deepEqual(receiver.received, { count: 3, badlySigned: 0 });
    assert.equal([...receiver.alerts.values()][0]?.profile.display_name, HOSTILE_NAME);
  });

  it('at a private address gets nothing unless that is allowed', async () => {
    const { count } = receiver.received;
    for (const url of [receiver.url, receiver.url.replace('http:', 'https:'), 'https://localhost/'])
      await assert.rejects(send(url, {}), url);
    assert.equal(receiver.received.count, count);
  });

  for (const status of [302, 404, 500, 503]) {
    it(`that answers ${status} has not taken the alert`, async () => {
      const server = createServer((_, response) => {
        response.writeHead(status, { location: receiver.url }).end();
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { count } = receiver.received;
      const { port } = server.address() as AddressInfo;
      await assert.rejects(send(`http://127.0.0.1:${port}/`, { addresses: 'any' }));
      assert.equal(receiver.received.count, count);
      server.closeAllConnections();
      server.close();
    });
  }
});

describe('a file', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'influscope-alert-files-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('gets one line for each alert, whatever the names hold', async () => {
    assert.equal(await send('file:alerts.ndjson', { folder }, 3), 3);
    const lines = (await readFile(join(folder, 'alerts.ndjson'), 'utf8')).trimEnd().split('\n');
    assert.equal(lines.length, 3);
    assert.equal(
      (JSON.parse(lines[0] ?? '') as { profile: { display_name: string } }).profile.display_name,
      HOSTILE_NAME,
    );
    assert.equal(lines[0]?.includes('\u001b'), false);
  });

  it('continues on a new line after a line that was cut off', async () => {
    await writeFile(join(folder, 'cut'), '{"id":"whole"}\n{"id":"cu');
    await send('file:cut', { folder });
    const lines = (await readFile(join(folder, 'cut'), 'utf8')).trimEnd().split('\n');
    assert.deepEqual([lines.length, (JSON.parse(lines[2] ?? '') as { id: string }).id], [3, 'alert_0']);
  });

  it('that is a link, or has a second name, is refused and stays as it is', async () => {
    const target = join(folder, 'target');
    await writeFile(target, 'mine');
    await symlink(target, join(folder, 'link'));
    await link(target, join(folder, 'second'));
    await assert.rejects(send('file:link', { folder }));
    await assert.rejects(send('file:second', { folder }));
    assert.equal(await readFile(target, 'utf8'), 'mine');
  });
});

describe('a mail', () => {
  it('has one recipient, one subject line and no header of a hostile name', async () => {
    const server = await startSmtpServer();
    try {
      const mail = { smtp: server.url, from: 'alerts@example.com' };
      assert.equal(await send('mailto:team@example.com', { mail }), 1);
      const [taken] = server.mails;
      assert.deepEqual(
        taken?.to.map((one) => one.replace(/[<>]/g, '')),
        ['team@example.com'],
      );
      const [head = '', ...body] = (taken?.data ?? '').split('\r\n\r\n');
      const names = head
        .split('\r\n')
        .filter((line) => /^\S/.test(line))
        .map((line) => line.split(':')[0]?.toLowerCase());
      assert.equal(names.includes('bcc'), false);
      assert.equal(names.filter((name) => name === 'subject').length, 1);
      assert.match(head, /^message-id: <alert_0@example\.com>$/im);
      assert.equal(taken?.data.includes('\u001b'), false);
      assert.match(body.join(), /x:1/);
    } finally {
      await server.close();
    }
  });
});
