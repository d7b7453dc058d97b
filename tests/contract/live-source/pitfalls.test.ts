import { createBlueskySource } from '#scraper/sources/live/bluesky/bluesky.ts';
import { createInstances } from '#scraper/sources/live/mastodon/instances.ts';
import { createMastodonSource } from '#scraper/sources/live/mastodon/mastodon.ts';
import { didOf, startBlueskyNetwork } from '#tests/support/networks/bluesky-network.ts';
import { generateAccounts } from '#tests/support/networks/generated-accounts.ts';
import { startMastodonNetwork } from '#tests/support/networks/mastodon-network.ts';
import { testClient } from '#tests/support/servers/social-network.ts';
import { pickAccounts } from './known-pitfalls.ts';
import { liveSourceContract } from './suite.ts';

const OPTED_OUT = 3;
const accounts = generateAccounts({ count: 600, topics: 2 });
const { prolific, renamed, silent, gone, there } = pickAccounts(accounts);
const optedOut = accounts.filter(({ number }) => number === OPTED_OUT)[0] ?? prolific;
const shown = there.filter(({ number }) => number !== OPTED_OUT);
const found = shown.filter(({ topic }) => topic === prolific.topic);
const own = prolific.posts.filter(({ isForeign }) => !isForeign).slice(0, 12);

liveSourceContract('bluesky, where everything goes wrong', false, async () => {
  const network = await startBlueskyNetwork({ accounts, optedOut: OPTED_OUT });
  const source = createBlueskySource(testClient(new URL('xrpc/', network.base)));
  return {
    source,
    topic: prolific.topic,
    seed: didOf(prolific),
    publicIds: shown.slice(0, 30).map(didOf),
    optedOutId: didOf(optedOut),
    unknownId: 'did:plc:zzzzzzzzzzzzzzzzzzzzzzzz',
    pitfalls: {
      foundIds: found.map(didOf),
      goneIds: gone.slice(0, 5).map(didOf),
      renamed: { id: 'maker-13.test', username: 'gone' },
      hiddenLikesId: null,
      silentId: didOf(silent),
      ownPosts: {
        id: didOf(prolific),
        postIds: own.map(({ id }) => `at://${didOf(prolific)}/app.bsky.feed.post/${id}`),
      },
    },
    async dispose() {
      await source.close();
      await network.close();
    },
  };
});

liveSourceContract('mastodon, where everything goes wrong', false, async () => {
  const network = await startMastodonNetwork({ accounts, optedOut: OPTED_OUT });
  const source = createMastodonSource(createInstances(['social.test'], () => testClient(network.base)));
  const nameOf = ({ name }: { name: string }) => `${name}@social.test`;
  return {
    source,
    topic: prolific.topic,
    seed: nameOf(prolific),
    publicIds: shown.slice(0, 15).map(nameOf),
    optedOutId: nameOf(optedOut),
    unknownId: 'unknown@social.test',
    pitfalls: {
      foundIds: found.map(nameOf),
      goneIds: gone.slice(0, 5).map(nameOf),
      renamed: { id: `${renamed.formerName}@social.test`, username: 'moved' },
      hiddenLikesId: null,
      silentId: nameOf(silent),
      ownPosts: { id: nameOf(prolific), postIds: own.map(({ id }) => String(id)) },
    },
    async dispose() {
      await source.close();
      await network.close();
    },
  };
});
