/** What a seed names: an account by handle or DID, or a list or starter pack of an account. */
export type SeedReference =
  | { kind: 'account'; actor: string }
  | { kind: 'list' | 'pack'; owner: string; key: string };

const COLLECTIONS = { 'app.bsky.graph.list': 'list', 'app.bsky.graph.starterpack': 'pack' } as const;

/**
 * Reads a seed: a handle, a DID, an `at://` URI, or an address of the web app such as
 * `https://bsky.app/profile/HANDLE/lists/KEY` and `https://bsky.app/starter-pack/HANDLE/KEY`.
 */
export function readSeed(seed: string): SeedReference {
  const [, authority = '', collection = '', recordKey = ''] =
    /^at:\/\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(seed) ?? [];
  const known = COLLECTIONS[collection as keyof typeof COLLECTIONS];
  if (known !== undefined) return { kind: known, owner: authority, key: recordKey };
  const path = URL.parse(seed)?.hostname === 'bsky.app' ? new URL(seed).pathname : '';
  const [first, owner, third, key] = path.split('/').filter(Boolean).map(decodeURIComponent);
  if (first === 'starter-pack' && owner && third) return { kind: 'pack', owner, key: third };
  if (first === 'profile' && owner && third === 'lists' && key) return { kind: 'list', owner, key };
  if (first === 'profile' && owner) return { kind: 'account', actor: owner };
  return { kind: 'account', actor: seed.replace(/^at:\/\//, '').replace(/^@/, '') };
}
