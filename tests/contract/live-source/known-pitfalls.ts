import type { GeneratedAccount, GeneratedState } from '#tests/support/networks/generated-accounts.ts';

/** Accounts of each kind in a generated network. Throws when there is none. */
export function pickAccounts(accounts: readonly GeneratedAccount[]) {
  const first = (state: GeneratedState, minPosts = 0): GeneratedAccount => {
    const found = accounts.find((one) => one.state === state && one.posts.length >= minPosts);
    if (found === undefined) throw new Error(`No account is ${state}`);
    return found;
  };
  return {
    prolific: first('active', 36),
    renamed: first('renamed'),
    silent: first('silent'),
    discreet: first('discreet', 1),
    gone: accounts.filter(({ state }) => state === 'gone'),
    there: accounts.filter(({ state }) => state !== 'gone'),
  };
}
