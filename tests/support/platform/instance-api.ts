import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SearchResponse } from '#contract/query/search.ts';
import type { Profile } from '#domain/profile.ts';

/** Both ports of a local instance that the CLI has started. */
export interface InstanceApi {
  /** All documents of a platform. */
  documents(platform: string): Promise<Map<string, Profile>>;
  /** `null` for a profile that is not there. */
  profile(id: string): Promise<Profile | null>;
  admin<T>(path: string, body?: object): Promise<T>;
}

/** `home`: the state folder. */
export async function openInstanceApi(home: string, name = 'influscope'): Promise<InstanceApi> {
  const folder = join(home, 'platforms', name);
  const { port, admin_port } = JSON.parse(await readFile(join(folder, 'target.json'), 'utf8')) as {
    port: number;
    admin_port: number;
  };
  const token = (await readFile(join(folder, 'admin-token'), 'utf8')).trim();
  return {
    async documents(platform) {
      const found = new Map<string, Profile>();
      let cursor: string | null = null;
      do {
        const query = new URLSearchParams({ platform, limit: '50', ...(cursor !== null && { cursor }) });
        const answer = await fetch(`http://127.0.0.1:${port}/search?${query}`);
        assert.equal(answer.status, 200);
        const page = (await answer.json()) as SearchResponse;
        for (const profile of page.data) found.set(profile.id, profile as Profile);
        cursor = page.next;
      } while (cursor !== null);
      return found;
    },
    async profile(id) {
      const answer = await fetch(`http://127.0.0.1:${port}/profiles/${encodeURIComponent(id)}`);
      if (answer.status === 404) return null;
      assert.equal(answer.status, 200);
      return (await answer.json()) as Profile;
    },
    async admin<T>(path: string, body?: object) {
      const answer = await fetch(`http://127.0.0.1:${admin_port}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      assert.ok(answer.ok, `${path}: ${answer.status} ${text}`);
      return JSON.parse(text) as T;
    },
  };
}
