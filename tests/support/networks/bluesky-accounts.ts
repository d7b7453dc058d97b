import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { eventually } from '../eventually.ts';

/** An account that a test has made on the Bluesky network, and what its owner or the network's operator does with it. */
export interface OwnAccount {
  readonly did: string;
  readonly handle: string;
  /** Returns the URI of the post. */
  post(text: string): Promise<string>;
  like(uri: string): Promise<void>;
  rename(): Promise<string>;
  optOut(): Promise<void>;
  deactivate(): Promise<void>;
  activate(): Promise<void>;
  takeDown(): Promise<void>;
  delete(): Promise<void>;
}

/** Makes accounts on a network of one's own: `BLUESKY_URL`, `BLUESKY_PDS_URL` and `BLUESKY_PASSWORD`. */
export interface AccountMaker {
  make(): Promise<OwnAccount>;
  /** What the network shows to strangers; `null` when it shows nothing. */
  shown(did: string): Promise<{ handle: string; labels: string[]; likes: number } | null>;
  /** Deletes what was made. */
  dispose(): Promise<void>;
}

/** A text that says what is missing, where the network does not run. */
export function blueskyAccounts(): AccountMaker | string {
  const { BLUESKY_URL: view, BLUESKY_PDS_URL: pds, BLUESKY_PASSWORD: password } = process.env;
  if (!view || !pds || !password) return 'BLUESKY_URL, BLUESKY_PDS_URL and BLUESKY_PASSWORD are not set';
  const admin = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
  const made: OwnAccount[] = [];

  const call = async <T>(method: string, body: object | null, authorization?: string): Promise<T> => {
    const answer = await fetch(`${pds}/xrpc/${method}`, {
      method: 'POST',
      headers: {
        ...(body !== null && { 'content-type': 'application/json' }),
        ...(authorization && { authorization }),
      },
      ...(body !== null && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${method}: ${answer.status} ${text}`);
    return (text === '' ? {} : JSON.parse(text)) as T;
  };

  const make = async (): Promise<OwnAccount> => {
    const name = () => `qz${randomBytes(6).toString('hex')}.test`;
    const handle = name();
    const email = `${handle.split('.')[0]}@accounts.example.com`;
    const { did, accessJwt } = await call<{ did: string; accessJwt: string }>(
      'com.atproto.server.createAccount',
      { handle, email, password },
    );
    const own = `Bearer ${accessJwt}`;
    const write = (collection: string, record: object, rkey?: string) =>
      call<{ uri: string; cid: string }>(
        rkey === undefined ? 'com.atproto.repo.createRecord' : 'com.atproto.repo.putRecord',
        { repo: did, collection, record: { $type: collection, ...record }, ...(rkey && { rkey }) },
        own,
      );
    const displayName = `Person ${handle.slice(0, 6)}`;
    const createdAt = () => new Date().toISOString();
    const account: OwnAccount = {
      ...{ did, handle },
      post: async (text) => (await write('app.bsky.feed.post', { text, createdAt: createdAt() })).uri,
      async like(uri) {
        const [, repo, collection, rkey] = /^at:\/\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(uri) ?? [];
        const query = new URLSearchParams({ repo: repo!, collection: collection!, rkey: rkey! });
        const answer = await fetch(`${pds}/xrpc/com.atproto.repo.getRecord?${query}`);
        const { cid } = (await answer.json()) as { cid: string };
        await write('app.bsky.feed.like', { subject: { uri, cid }, createdAt: createdAt() });
      },
      async rename() {
        const next = name();
        await call('com.atproto.identity.updateHandle', { handle: next }, own);
        return next;
      },
      async optOut() {
        const labels = {
          $type: 'com.atproto.label.defs#selfLabels',
          values: [{ val: '!no-unauthenticated' }],
        };
        await write('app.bsky.actor.profile', { displayName, labels }, 'self');
      },
      deactivate: () => call('com.atproto.server.deactivateAccount', {}, own),
      activate: () => call('com.atproto.server.activateAccount', null, own),
      takeDown: () =>
        call(
          'com.atproto.admin.updateSubjectStatus',
          {
            subject: { $type: 'com.atproto.admin.defs#repoRef', did },
            takedown: { applied: true, ref: 'test' },
          },
          admin,
        ),
      delete: () => call('com.atproto.admin.deleteAccount', { did }, admin),
    };
    await write('app.bsky.actor.profile', { displayName }, 'self');
    made.push(account);
    return account;
  };

  const get = async (method: string, query: Record<string, string>) => {
    const answer = await fetch(`${view}/xrpc/${method}?${new URLSearchParams(query)}`);
    return answer.ok ? ((await answer.json()) as Record<string, unknown>) : null;
  };

  return {
    make,
    async shown(did) {
      const profile = await get('app.bsky.actor.getProfile', { actor: did });
      if (profile === null) return null;
      const feed = await get('app.bsky.feed.getAuthorFeed', { actor: did });
      const posts = (feed?.feed ?? []) as { post: { likeCount: number } }[];
      return {
        handle: profile.handle as string,
        labels: ((profile.labels ?? []) as { val: string }[]).map(({ val }) => val),
        likes: posts.reduce((sum, { post }) => sum + post.likeCount, 0),
      };
    },
    async dispose() {
      for (const { did } of made)
        await call('com.atproto.admin.deleteAccount', { did }, admin).catch(() => {});
      await eventually(async () => {
        for (const { did } of made)
          assert.equal(await get('app.bsky.actor.getProfile', { actor: did }), null);
      });
    },
  };
}
