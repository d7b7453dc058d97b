import { Compile } from 'typebox/compile';
import type { TrackedProfile } from '#contract/sources/tracked-profile.ts';
import {
  dueKey,
  duePrefix,
  TrackedProfileSchema,
  trackedKey,
  trackedPrefix,
} from '#contract/sources/tracked-profile.ts';
import type { RecordEntry, Records } from '#ports/records.ts';

export interface StoredTrack {
  profile: TrackedProfile;
  revision: number;
}

/** The profiles that live sources keep up to date, in the records. Calls reject with the errors of the records. */
export interface TrackStore {
  /** By id; those that are not tracked are missing. */
  read(source: string, ids: readonly string[]): Promise<Map<string, StoredTrack>>;
  /**
   * Writes profiles that were read at these revisions (0 for new ones), and what finds them when they are due. Returns
   * those that were written; the others have been changed by another process.
   */
  write(changes: readonly TrackChange[]): Promise<StoredTrack[]>;
  /** Removes profiles, without a trace. */
  remove(profiles: readonly TrackedProfile[]): Promise<void>;
  /** Profiles that are due at `at`, the longest due first. `after` is the `position` of the last one dealt with. */
  due(source: string, at: number, limit: number, after?: string): Promise<DueTrack[]>;
  /** All profiles in the order of their ids. */
  page(source: string, limit: number, after?: string): Promise<DueTrack[]>;
  count(source: string): Promise<number>;
  /** When the next profile is due, epoch milliseconds; `null` without one. */
  nextDueAt(source: string): Promise<number | null>;
}

export interface TrackChange {
  profile: TrackedProfile;
  revision: number;
  /** Due time that the stored profile has; `null` without one. */
  dueBefore: number | null;
}

export interface DueTrack extends StoredTrack {
  position: string;
}

const schema = Compile(TrackedProfileSchema);

export function createTrackStore(records: Records): TrackStore {
  const read: TrackStore['read'] = async (source, ids) => {
    const entries = await records.get(ids.map((id) => trackedKey(source, id)));
    return new Map(
      entries.flatMap((entry, i) => {
        const track = entry && parse(entry);
        return track ? [[ids[i] as string, track]] : [];
      }),
    );
  };

  return {
    read,
    async write(changes) {
      const dues = changes.filter(
        ({ profile, dueBefore }) => profile.due_at !== null && profile.due_at !== dueBefore,
      );
      // First what finds it: an entry that leads nowhere is harmless, a profile that nothing finds would never be read.
      await records.put(
        dues.map(({ profile }) => ({ key: keyOfDue(profile), value: '{}', expectedRevision: 0 })),
      );
      const results = await records.put(
        changes.map(({ profile, revision }) => ({
          key: trackedKey(profile.source, profile.id),
          value: JSON.stringify(profile),
          expectedRevision: revision,
        })),
      );
      const written = changes.flatMap(({ profile }, i) => {
        const result = results[i];
        return result?.ok === true ? [{ profile, revision: result.revision }] : [];
      });
      const old = changes.flatMap(({ profile, dueBefore }, i) =>
        results[i]?.ok === true && dueBefore !== null && dueBefore !== profile.due_at
          ? [dueKey(profile.source, profile.id, dueBefore)]
          : [],
      );
      if (old.length > 0) await records.erase(old);
      return written;
    },
    async remove(profiles) {
      const keys = profiles.flatMap((profile) => [
        trackedKey(profile.source, profile.id),
        ...(profile.due_at === null ? [] : [keyOfDue(profile)]),
      ]);
      if (keys.length > 0) await records.erase(keys);
    },
    async due(source, at, limit, after) {
      const found: DueTrack[] = [];
      const stale: string[] = [];
      const prefix = duePrefix(source);
      const until = dueKey(source, '', at);
      scan: for await (const page of records.scan(prefix, { pageSize: limit, ...(after && { after }) })) {
        const keys = page.map(({ key }) => key).filter((key) => key <= until);
        const ids = keys.map((key) => key.slice(prefix.length + 16));
        const tracks = await read(source, ids);
        for (const [i, key] of keys.entries()) {
          const track = tracks.get(ids[i] as string);
          if (track === undefined || keyOfDue(track.profile) !== key) stale.push(key);
          else found.push({ ...track, position: key });
          if (found.length === limit) break scan;
        }
        if (keys.length < page.length) break;
      }
      if (stale.length > 0) await records.erase(stale);
      return found;
    },
    async page(source, limit, after) {
      const options = { pageSize: limit, ...(after && { after }) };
      for await (const page of records.scan(trackedPrefix(source), options)) {
        return page.flatMap((entry) => {
          const track = parse(entry);
          return track ? [{ ...track, position: entry.key }] : [];
        });
      }
      return [];
    },
    count: (source) => records.count(trackedPrefix(source)),
    async nextDueAt(source) {
      for await (const [entry] of records.scan(duePrefix(source), { pageSize: 1 })) {
        if (entry) return Number(entry.key.slice(duePrefix(source).length).split('/')[0]);
      }
      return null;
    },
  };
}

function keyOfDue({ source, id, due_at }: TrackedProfile): string {
  return dueKey(source, id, due_at ?? 0);
}

/** `null` for one that another version wrote. */
function parse({ value, revision }: RecordEntry): StoredTrack | null {
  const profile: unknown = JSON.parse(value);
  return schema.Check(profile) ? { profile, revision } : null;
}
