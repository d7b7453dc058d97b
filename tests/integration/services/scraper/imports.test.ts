// Long: all tests share one scraper and one way to send it files.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, beforeEach, test } from 'node:test';
import { Compile } from 'typebox/compile';
import { renderHint } from '#contract/hint/hint.ts';
import type { ImportReportLine } from '#contract/import/import.ts';
import { ImportReportLine as ReportSchema } from '#contract/import/import.ts';
import { UnavailableError } from '#ports/errors.ts';
import { heldMemory } from '#tests/support/held-memory.ts';
import { pngOf } from '#tests/support/pictures.ts';
import { importUrl, parseReport, startScraperServer } from '#tests/support/platform/scraper-server.ts';

const server = await startScraperServer();
after(() => server.close());
beforeEach(() => {
  server.queue.messages.length = 0;
  server.queue.beforeConfirm = () => {};
});

const MB = 1_000_000;
const isReportLine = Compile(ReportSchema);
const rejected = (lines: ImportReportLine[]) =>
  lines.flatMap((line) => (line.type === 'rejected' ? [`${line.line}: ${line.reason}`] : []));
const counts = (lines: ImportReportLine[]) => {
  const last = lines.at(-1);
  assert.ok(last && last.type !== 'rejected' && last.type !== 'table' && last.type !== 'waiting');
  assert.equal(last.rows, last.accepted + last.rejected + last.skipped);
  return `${last.type} ${last.accepted}/${last.rejected}/${last.skipped}`;
};

test('imports CSV: rows that cannot be used are named, values that cannot be read are counted', async () => {
  const body =
    '\ufeffusername;followers\r\n@ada;12.3M\r\nben;many\r\n;5\r\nusername;followers\r\ncy;1_000\r\n';
  const lines = await server.import(body, { name: 'list.csv', platform: 'x' });
  for (const line of lines) assert.ok(isReportLine.Check(line), JSON.stringify(line));
  assert.deepEqual(rejected(lines), ['4: no username']);
  assert.equal(counts(lines), 'done 3/1/1');
  const last = lines.at(-1);
  assert.ok(last?.type === 'done');
  assert.deepEqual(last.summary.unreadable, [
    { field: 'followers', reason: 'not a count', count: 1, example: '"many"' },
  ]);
  assert.deepEqual(
    server.queue.events().map((event) => [event.username, event.profile?.followers]),
    [
      ['ada', 12_300_000],
      ['ben', null],
      ['cy', 1_000],
    ],
  );
});

test('the same import again publishes the same ids', async () => {
  const body = '{"username":"ada","platform":"x","posts":[{"text":"hi","likes":3}]}\n';
  await server.import(body);
  await server.import(body);
  const [first, second] = server.queue.messages;
  assert.ok(first);
  assert.equal(second?.id, first.id);
});

test('stores an inline picture before the event that names it is published', async () => {
  const stored: boolean[] = [];
  server.queue.beforeConfirm = (messages) => {
    for (const { body } of messages) {
      const { avatar } = JSON.parse(body) as { avatar: { key: string } };
      stored.push(server.store.objects.has(avatar.key));
    }
  };
  const avatar = `data:image/png;base64,${pngOf(8, 8).toString('base64')}`;
  await server.import(`${JSON.stringify({ username: 'ada', platform: 'x', avatar })}\n`);
  assert.deepEqual(stored, [true]);
});

test('whole inputs that cannot be used end in one failed line with a hint', async () => {
  const faults: [string | Uint8Array<ArrayBuffer>, Record<string, string>, string][] = [
    ['', {}, 'empty_input'],
    [Buffer.from([0, 1, 2, 3, 0, 10]), {}, 'binary_input'],
    ['hello world\n', {}, 'no_username_column'],
    ['username\nada\n', { map: 'nick=x' }, 'bad_map'],
    ['username\nada\n', { map: 'bio=about' }, 'bad_map'],
    [`[${'1,'.repeat(400_000)}1]`, {}, 'too_many_columns'],
  ];
  for (const [body, query, code] of faults) {
    const lines = await server.import(body, { platform: 'x', ...query });
    const last = lines.at(-1);
    assert.ok(last?.type === 'failed', code);
    assert.equal(last.code, code);
    assert.ok(last.message.length > 0 && renderHint(last.hint).length > 0);
    assert.ok(isReportLine.Check(last));
  }
  assert.equal(server.queue.messages.length, 0);
});

test('a dry run reads everything, says what it understood, and publishes nothing', async () => {
  const lines = await server.import('Handle,IG followers\nada,12\nada,13\nben,x\n', { dry_run: 'true' });
  for (const line of lines) assert.ok(isReportLine.Check(line), JSON.stringify(line));
  assert.equal(counts(lines), 'done 3/0/0');
  assert.equal(server.queue.messages.length, 0);
  const table = lines.find((line) => line.type === 'table')?.table;
  assert.deepEqual(
    table?.columns.map(({ name, field, samples }) => [name, field, samples]),
    [
      ['Handle', 'username', ['ada', 'ben']],
      ['IG followers', 'followers', ['12', '13', 'x']],
    ],
  );
  assert.deepEqual([table?.platform, table?.platform_by, table?.header_line], ['instagram', 'header', 1]);
  const last = lines.at(-1);
  assert.ok(last?.type === 'done');
  assert.deepEqual([last.summary.people, last.summary.merged], [2, 1]);
});

test('a table whose platform nothing tells is refused before anything is published', async () => {
  const lines = await server.import('Nick,Followers\nada,12\n');
  const last = lines.at(-1);
  assert.ok(last?.type === 'failed' && last.code === 'platform_unknown');
  assert.equal(server.queue.messages.length, 0);
});

test('a request that is not valid is a problem document', async () => {
  const answer = await fetch(`${server.url}/imports?name=a&platform=myspace`, { method: 'POST', body: 'x' });
  assert.equal(answer.status, 400);
  assert.match(answer.headers.get('content-type') ?? '', /problem\+json/);
  const demo = await fetch(`${server.url}/imports/demo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"count":0}',
  });
  assert.equal(demo.status, 400);
});

test('a line and a cell of 50 MB are refused with their line, and none of their bytes are kept', async () => {
  const held = async () => (await heldMemory()).buffers;
  const send = async (start: string, end: string) => {
    const sending = request(importUrl(server.url, { platform: 'x' }), { method: 'POST' });
    const answered = once(sending, 'response').then(async ([answer]) => parseReport(await text(answer)));
    sending.write(start);
    const piece = Buffer.alloc(64 * 1024, 'a');
    for (let sent = 0; sent < 50 * MB; sent += piece.length) {
      if (!sending.write(piece)) await once(sending, 'drain');
    }
    const most = await held();
    sending.end(end);
    return { lines: await answered, most };
  };
  const before = await held();
  const json = await send('{"username":"ada"}\n{"username":"', '"}\n{"username":"ben"}\n');
  assert.deepEqual(rejected(json.lines), ['2: longer than 2 MB']);
  assert.equal(counts(json.lines), 'done 2/1/0');
  const csv = await send('username,bio\nada,"\n', '"\nben,hi\n');
  assert.deepEqual(rejected(csv.lines), ['2: longer than 2 MB']);
  assert.equal(counts(csv.lines), 'done 1/1/0');
  const most = Math.max(json.most, csv.most) - before;
  assert.ok(most < 15 * MB, `${Math.round(most / MB)} MB more`);
});

test('reports rows while the body is still arriving', async () => {
  const sending = request(importUrl(server.url, { platform: 'x' }), { method: 'POST' });
  sending.write('{"username":"ada"}\nnot json\n');
  const [answer] = await once(sending, 'response');
  answer.setEncoding('utf8');
  let text = '';
  for await (const chunk of answer) {
    text += chunk;
    // The body ends only after the rejection has been seen.
    if (text.includes('"rejected"') && !sending.writableEnded) sending.end('{"username":"ben"}\n');
  }
  assert.equal(counts(parseReport(text)), 'done 2/1/0');
});

test('a client that does not read the report holds the import, not the memory', async () => {
  const { hostname, port, pathname, search } = new URL(
    importUrl(server.url, { platform: 'x', format: 'jsonl' }),
  );
  const socket = connect(Number(port), hostname);
  socket.pause();
  socket.write(`POST ${pathname}${search} HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\n`);
  const rows = 'x\n'.repeat(32 * 1024);
  const piece = `${Buffer.byteLength(rows).toString(16)}\r\n${rows}\r\n`;
  let sent = 0;
  const held = new Promise<void>((resolve) => {
    const send = () => {
      // Each byte sent makes tens of bytes of report: the server stops reading long before this much.
      while (sent < 50 * MB) {
        sent += piece.length;
        if (!socket.write(piece)) {
          const stuck = setTimeout(resolve, 400);
          socket.once('drain', () => {
            clearTimeout(stuck);
            send();
          });
          return;
        }
      }
      resolve();
    };
    send();
  });
  await held;
  assert.ok(sent < 50 * MB, 'the server took everything');
  socket.destroy();
  await settled();
});

test('a client that goes away ends the import; what was confirmed stays', async () => {
  const sending = request(importUrl(server.url, { platform: 'x' }), { method: 'POST' });
  sending.on('error', () => {});
  const rows = Array.from({ length: 50 }, (_, index) => `{"username":"u${index}"}\n`).join('');
  const published = new Promise<void>((resolve) => {
    server.queue.beforeConfirm = () => resolve();
  });
  sending.write(`${rows}{"username":"one-more"}\n`);
  await published;
  sending.destroy();
  await settled();
  assert.equal(server.queue.messages.length, 50);
});

test('waits while the queue is away, and counts nothing as accepted before it is confirmed', async () => {
  let calls = 0;
  server.queue.beforeConfirm = () => {
    calls++;
    if (calls < 3) throw new UnavailableError('away');
  };
  const lines = await server.import('{"username":"ada"}\n', { platform: 'x' });
  assert.equal(counts(lines), 'done 1/0/0');
  assert.equal(calls, 3);
});

test('a fault in the queue ends the import with what was accepted', async () => {
  let batches = 0;
  server.queue.beforeConfirm = () => {
    batches++;
    if (batches > 2) throw new Error('broken');
  };
  const rows = Array.from({ length: 1_000 }, (_, index) => `{"username":"u${index}"}\n`).join('');
  const lines = await server.import(rows, { platform: 'x' });
  assert.equal(counts(lines), 'failed 100/0/0');
  const last = lines.at(-1);
  assert.ok(last?.type === 'failed' && last.code === 'internal' && !last.message.includes('broken'));
});

test('imports demo profiles with their pictures, the same for the same seed', async () => {
  const importDemo = async (count: number, seed: number) => {
    const answer = await fetch(`${server.url}/imports/demo`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ count, seed }),
    });
    assert.equal(answer.headers.get('content-type'), 'application/x-ndjson');
    return parseReport(await answer.text());
  };
  server.store.objects.clear();
  assert.equal(counts(await importDemo(200, 4)), 'done 200/0/0');
  assert.equal(server.store.objects.size, 20);
  const ids = server.queue.messages.map(({ id }) => id);
  await importDemo(100, 4);
  assert.deepEqual(
    server.queue.messages.slice(200).map(({ id }) => id),
    ids.slice(0, 100),
  );
});

test('at most four imports run at the same time', async () => {
  const { promise: goOn, resolve } = Promise.withResolvers<void>();
  let waiting = 0;
  const four = new Promise<void>((started) => {
    server.queue.beforeConfirm = () => {
      waiting++;
      if (waiting === 4) started();
      return goOn;
    };
  });
  const running = Array.from({ length: 4 }, (_, index) =>
    server.import(`{"username":"u${index}"}\n`, { platform: 'x' }),
  );
  await four;
  const refused = (await server.import('{"username":"five"}\n', { platform: 'x' })).at(-1);
  assert.ok(refused?.type === 'failed' && refused.code === 'busy');
  resolve();
  for (const lines of await Promise.all(running)) assert.equal(counts(lines), 'done 1/0/0');
});

test('counts rows and bytes in its metrics', async () => {
  const text = await server.registry.metrics();
  assert.match(text, /influscope_scraper_rows_total\{outcome="accepted"\} \d+/);
  assert.match(text, /influscope_scraper_import_bytes_total \d{9}/);
  assert.match(text, /influscope_scraper_publish_seconds_count \d+/);
  assert.match(text, /influscope_scraper_running_imports 0/);
});

test('stopping ends an import that waits for more input, with its last line', async () => {
  const other = await startScraperServer();
  const sending = request(importUrl(other.url, { platform: 'x' }), { method: 'POST' });
  sending.on('error', () => {});
  sending.write('{"username":"ada"}\n');
  const [answer] = await once(sending, 'response');
  await other.service.stop(50);
  let text = '';
  for await (const chunk of answer) text += chunk;
  const last = parseReport(text).at(-1);
  assert.ok(last?.type === 'failed' && last.code === 'stopping');
  const after = (await other.import('{"username":"ada"}\n', { platform: 'x' })).at(-1);
  assert.ok(after?.type === 'failed' && after.code === 'stopping');
  sending.destroy();
  await other.close();
});

/** Resolves when no import runs any more. */
async function settled(): Promise<void> {
  for (;;) {
    const gauge = await server.registry.getSingleMetric('influscope_scraper_running_imports')?.get();
    if (gauge?.values[0]?.value === 0) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
