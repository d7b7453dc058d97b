import type { TrackedProfile } from '#contract/sources/tracked-profile.ts';
import type { LiveSource } from '../sources/live/source.ts';
import type { StoredTrack, TrackChange, TrackStore } from './track-store.ts';

/** A claim of a process that was killed ends after this long. */
const CLAIM_MS = 45_000;

/** Accounts that this process alone may read. */
export interface Claims {
  /** By id, as they were before the claim. */
  held: Map<string, StoredTrack>;
  renew(): Promise<void>;
  /** Resolves when no renewal is under way. */
  quiet(): Promise<void>;
  release(): Promise<void>;
  /** The change with the revision that the claim has. */
  current(change: Omit<TrackChange, 'revision'>): TrackChange;
}

/** Claims the accounts that no other process holds. Those that were never read are claimed too. */
export async function claimTracks(
  { source, holder }: { source: LiveSource; holder: string },
  ids: readonly string[],
  stored: ReadonlyMap<string, StoredTrack>,
  { tracks, now }: { tracks: TrackStore; now(): number },
): Promise<Claims> {
  const at = now();
  const free = ids.flatMap((id) => {
    const known = stored.get(id) ?? { profile: untracked(source, id), revision: 0 };
    const { claim: other } = known.profile;
    return other !== null && other.holder !== holder && other.until > at ? [] : [known];
  });
  const withClaim = ({ profile, revision }: StoredTrack, until: number | null): TrackChange => ({
    profile: { ...profile, claim: until === null ? null : { holder, until } },
    revision,
    dueBefore: profile.due_at,
  });
  const held = new Map<string, StoredTrack>();
  const revisions = new Map<string, number>();
  const write = async (all: readonly StoredTrack[], until: number | null) => {
    const written = await tracks.write(
      all.map(({ profile, revision }) =>
        withClaim({ profile, revision: revisions.get(profile.id) ?? revision }, until),
      ),
    );
    for (const { profile, revision } of written) revisions.set(profile.id, revision);
    return written;
  };
  const before = new Map(free.map((track) => [track.profile.id, track]));
  for (const { profile } of await write(free, at + CLAIM_MS)) {
    held.set(profile.id, before.get(profile.id) as StoredTrack);
  }
  let renewing: Promise<unknown> = Promise.resolve();
  return {
    held,
    renew() {
      const next = renewing.then(() => write([...held.values()], now() + CLAIM_MS));
      renewing = next.catch(() => {});
      return next.then(() => {});
    },
    quiet: () => renewing.then(() => {}),
    async release() {
      await renewing;
      const all = [...held.values()];
      await write(
        all.filter(({ profile }) => profile.fetched_at > 0),
        null,
      );
      await tracks.remove(all.flatMap(({ profile }) => (profile.fetched_at > 0 ? [] : profile)));
    },
    current: (change) => ({ ...change, revision: revisions.get(change.profile.id) ?? 0 }),
  };
}

function untracked({ name, platform }: LiveSource, id: string): TrackedProfile {
  return {
    ...{ v: 1, source: name, id, platform, native_id: null, username: null, followers: null },
    ...{ last_post_at: null, etag: null, fetched_at: 0, due_at: null, claim: null },
  };
}
