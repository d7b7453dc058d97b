import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One person among many on a Bluesky network of this machine. */
export interface FakeBluesky {
  url: string;
  /** Requests in which the person was asked for by id. */
  askedFor(): number;
  close(): Promise<void>;
}

const COUNT = 60;

/** Answers a search with accounts, `person` in their middle, and reads each of them; no account has posts. */
export async function startFakeBluesky(person: { did: string; handle: string }): Promise<FakeBluesky> {
  let asked = 0;
  const accounts = Array.from({ length: COUNT }, (_, n) =>
    n === COUNT / 2 ? person : { did: `did:plc:filler${n}`, handle: `filler${n}.test` },
  ).map((account) => ({
    ...account,
    displayName: account.handle,
    description: `All about vegan food, says ${account.handle}`,
    followersCount: 5_000,
    followsCount: 10,
    postsCount: 0,
  }));
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const actors = url.searchParams.getAll('actors');
    if (actors.some((one) => one === person.did || one === person.handle)) asked++;
    const answer = url.pathname.endsWith('getProfiles')
      ? { profiles: accounts.filter(({ did, handle }) => actors.includes(did) || actors.includes(handle)) }
      : url.pathname.endsWith('searchActors')
        ? { actors: accounts }
        : { feed: [], posts: [] };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    askedFor: () => asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
