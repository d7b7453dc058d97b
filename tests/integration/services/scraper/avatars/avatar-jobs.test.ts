// Long: all tests share one picture server and one set of services.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Registry } from 'prom-client';
import sharp from 'sharp';
import { AVATAR_AWAITED } from '#contract/profile-event.ts';
import { createHttpServer } from '#runtime/http/http-server.ts';
import type { ScraperOptions } from '#scraper/server.ts';
import { createScraper } from '#scraper/server.ts';
import { unusedSources } from '#tests/support/fakes/unused-sources.ts';
import { resolveTestHost, TEST_RULE } from '#tests/support/picture-fetchers.ts';
import { plainPicture, pngOf } from '#tests/support/pictures.ts';
import { silentLogger } from '#tests/support/platform/analytics-service.ts';
import { startAvatarPlatform } from '#tests/support/platform/avatar-platform.ts';
import { ROOT } from '#tests/support/platform/cli.ts';
import { importUrl, parseReport } from '#tests/support/platform/scraper-server.ts';
import { startPictureServer } from '#tests/support/servers/picture-server.ts';

const server = await startPictureServer();
const platform = await startAvatarPlatform();
after(async () => {
  await server.close();
  await platform[Symbol.asyncDispose]();
});
const at = (path: string, host = 'a.test') => `http://${host}:${server.port}${path}`;
const rowsOf = (avatars: Record<string, string>) =>
  Object.entries(avatars)
    .map(([username, avatar]) => `${JSON.stringify({ username, platform: 'x', avatar })}\n`)
    .join('');

const AVATARS = {
  userAgent: 'test',
  rule: TEST_RULE,
  resolveHost: resolveTestHost,
  retryDelaysMs: [5, 5, 5],
};

const SCRAPER = 'tests/integration/services/scraper/avatars/scraper-process.ts';

/** A scraper in this process, which takes jobs once it is started. */
async function startScraper(over: Partial<ScraperOptions> = {}) {
  const logger = silentLogger();
  const { objects, stores } = platform;
  const { queue, records } = stores;
  const registry = new Registry();
  const scraper = createScraper({
    queue,
    records,
    sources: unusedSources(),
    objects,
    logger,
    registry,
    avatars: AVATARS,
    inputs: { userAgent: 'test' },
    ...over,
  });
  const app = createHttpServer({ logger, bodyLimit: 1_000_000 });
  scraper.adminRoutes?.(app);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    start: () => scraper.start(AbortSignal.timeout(60_000)),
    import: (avatars: Record<string, string>) => importInto(url, avatars),
    async [Symbol.asyncDispose]() {
      await scraper.stop(5_000);
      await app.close();
    },
  };
}

async function importInto(url: string, avatars: Record<string, string>) {
  const answer = await fetch(importUrl(url, {}), { method: 'POST', body: rowsOf(avatars) });
  const last = parseReport(await answer.text()).at(-1);
  assert.ok(last?.type === 'done');
  assert.equal(last.accepted, Object.keys(avatars).length);
}

test('every profile is found at once, and ends with its picture or a reason', async () => {
  await using scraper = await startScraper();
  const photo = await plainPicture(400, 300).jpeg().toBuffer();
  let flaky = 0;
  server.answers.set('/photo', (response) => response.setHeader('content-type', 'text/html').end(photo));
  server.answers.set('/moved', (response) => response.writeHead(302, { location: '/photo' }).end());
  server.answers.set('/flaky', (response) => {
    if (++flaky < 3) response.writeHead(503).end();
    else response.end(photo);
  });
  server.answers.set('/down', (response) => response.writeHead(502).end());
  server.answers.set('/svg', (response) =>
    response
      .setHeader('content-type', 'image/png')
      .end('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
  );
  server.answers.set('/bomb', (response) => response.end(pngOf(50_000, 50_000)));
  server.answers.set('/half', (response) => response.end(photo.subarray(0, photo.length / 2)));
  server.answers.set('/metadata', (response) =>
    response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
  );
  const avatars = {
    photo: at('/photo'),
    moved: at('/moved'),
    flaky: at('/flaky', 'flaky.test'),
    down: at('/down', 'down.test'),
    gone: at('/gone'),
    svg: at('/svg'),
    bomb: at('/bomb'),
    half: at('/half'),
    metadata: at('/metadata'),
    loopback: 'http://127.0.0.2/x.png',
    absent: at('/x', 'absent.example'),
    inline: `data:image/jpeg;base64,${photo.toString('base64')}`,
  };
  await scraper.import(avatars);
  // The scraper does not take jobs yet: profiles are there without it.
  await platform.stores.queue.waitUntilIdle('profile-events', AbortSignal.timeout(60_000));
  await platform.stores.search.refresh();
  const early = await platform.profiles();
  assert.equal(early.size, 12);
  assert.equal(early.get('photo')?.avatar_reason, AVATAR_AWAITED);
  assert.match(early.get('photo')?.avatar_url ?? '', /^\/avatars\/initials\//);
  const waiting = (await platform.stores.queue.stats()).find(({ name }) => name === 'scrape-jobs');
  assert.equal(waiting?.ready, 11);

  await scraper.start();
  await platform.settle();
  const profiles = await platform.profiles();
  const reasons = Object.fromEntries([...profiles].map(([name, one]) => [name, one.avatar_reason]));
  assert.deepEqual(reasons, {
    photo: null,
    moved: null,
    flaky: null,
    inline: null,
    down: 'the host responded with status 502',
    gone: 'the host responded with status 404',
    svg: 'not a PNG, JPEG, GIF or WebP picture',
    bomb: 'has more pixels than 1,500 by 1,500',
    half: 'is damaged',
    metadata: 'the host is not on the public internet',
    loopback: 'the host is not on the public internet',
    absent: 'the host does not exist',
  });
  for (const name of ['photo', 'moved', 'flaky', 'inline']) {
    const picture = await platform.get(profiles.get(name)?.avatar_url ?? '');
    assert.deepEqual([picture.status, picture.type], [200, 'image/webp'], name);
    assert.equal((await sharp(picture.body).metadata()).width, 256);
  }
  assert.ok(server.requests.filter(({ path }) => path === '/down').length <= 4, 'attempts are bounded');
  const dead = (await platform.stores.queue.stats()).map((one) => one.dead);
  assert.deepEqual(dead, [0, 0]);
});

test('the same import again sends no request and changes nothing until the picture is due', async () => {
  let now = Date.UTC(2026, 5, 1);
  await using scraper = await startScraper({ now: () => now });
  await scraper.start();
  const picture = await plainPicture(20, 20).png().toBuffer();
  server.answers.set('/kept', (response) => response.end(picture));
  server.answers.delete('/lost');
  server.requests.length = 0;
  const avatars = { kept: at('/kept'), lost: at('/lost') };
  await scraper.import(avatars);
  await platform.settle();
  const before = await platform.profiles();
  assert.equal(server.requests.length, 2);
  now += 6 * 86_400_000;
  await scraper.import(avatars);
  await platform.settle();
  assert.equal(server.requests.length, 2);
  assert.deepEqual(await platform.profiles(), before);
  // What was refused is tried again after a week, what is stored after a month.
  now += 2 * 86_400_000;
  server.answers.set('/lost', (response) => response.end(picture));
  await scraper.import({ ...avatars, kept: at('/kept?v=2') });
  await platform.settle();
  assert.equal(server.requests.length, 4);
  assert.equal((await platform.profiles()).get('lost')?.avatar_reason, null);
});

test('names that cannot be looked up end with a reason after a few attempts', async () => {
  let questions = 0;
  const resolveHost = async () => {
    questions++;
    throw Object.assign(new Error('query'), { code: 'ESERVFAIL', syscall: 'queryA' });
  };
  await using scraper = await startScraper({
    avatars: { ...AVATARS, resolveHost, limits: { restMs: 20 } },
  });
  await scraper.start();
  const names = Array.from({ length: 40 }, (_, i) => `lost${i}`);
  await scraper.import(Object.fromEntries(names.map((name) => [name, at(`/${name}`, 'cdn.example')])));
  await platform.settle();
  const profiles = await platform.profiles();
  for (const name of names)
    assert.equal(profiles.get(name)?.avatar_reason, 'the host name cannot be resolved');
  // A host that cannot be found rests: forty profiles with four attempts each do not ask 160 times.
  assert.ok(questions <= 80, `${questions} questions`);
});

test('where pictures are not fetched profiles say so, also those that were waiting', async () => {
  server.requests.length = 0;
  {
    await using on = await startScraper();
    await on.import({ before: at('/never') });
  }
  await using off = await startScraper({ avatars: null });
  await off.import({ now: at('/never') });
  await off.start();
  await platform.settle();
  const profiles = await platform.profiles();
  for (const name of ['before', 'now']) {
    assert.match(profiles.get(name)?.avatar_reason ?? '', /AVATAR_FETCH is off/, name);
  }
  assert.equal(server.requests.length, 0);
});

test('a message that is no job becomes a dead letter with its reason, and the others are processed', async () => {
  await using scraper = await startScraper();
  const { queue } = platform.stores;
  await queue.publish('scrape-jobs', [
    { id: 'a', body: 'no' },
    { id: 'b', body: '{"v":2}' },
  ]);
  await scraper.start();
  await scraper.import({ ada: at('/gone') });
  await platform.settle();
  const reasons = (await queue.deadLetters('scrape-jobs', { limit: 9 })).map(({ reason }) => reason).sort();
  assert.match(reasons[0] ?? '', /^The job is not JSON/);
  assert.match(reasons[1] ?? '', /^The job is not valid: /);
  assert.equal((await platform.profiles()).get('ada')?.avatar_reason, 'the host responded with status 404');
});

/** Pictures that are served before the scraper is killed. */
const ANSWERED = 15;

test('a scraper that is killed in the middle leaves no profile waiting', async () => {
  const picture = await plainPicture(300, 300).png().toBuffer();
  const names = Array.from({ length: 60 }, (_, i) => `u${i}`);
  let asked = 0;
  let isKilled = false;
  let onAsked = () => {};
  for (const name of names) {
    server.answers.set(`/${name}`, (response) => {
      asked++;
      onAsked();
      // The others wait until it is killed, so that it is killed in the middle on a slow machine too.
      if (isKilled || asked <= ANSWERED) response.end(picture);
    });
  }
  const avatars = Object.fromEntries(names.map((name, i) => [name, at(`/${name}`, `h${i % 4}.test`)]));
  const enough = new Promise<void>((resolve) => {
    onAsked = () => (asked > ANSWERED ? resolve() : undefined);
  });
  const child = spawn(process.execPath, [join(ROOT, SCRAPER), platform.stores.folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [port] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    await importInto(`http://127.0.0.1:${port.trim()}`, avatars);
    await enough;
  } finally {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    isKilled = true;
  }
  const left = (await platform.stores.queue.stats()).find(({ name }) => name === 'scrape-jobs');
  assert.ok((left?.ready ?? 0) + (left?.inFlight ?? 0) > 0, 'it was killed in the middle');
  await using scraper = await startScraper();
  await scraper.start();
  await platform.settle();
  const profiles = await platform.profiles();
  for (const name of names) {
    const profile = profiles.get(name);
    assert.equal(profile?.avatar_reason, null, name);
    assert.equal((await platform.get(profile?.avatar_url ?? '')).status, 200, name);
  }
});
