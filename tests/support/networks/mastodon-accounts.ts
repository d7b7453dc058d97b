import assert from 'node:assert/strict';

const OUT_OF_BAND = 'urn:ietf:wg:oauth:2.0:oob';

/** A seeded account, signed in as its owner does in a browser. */
export interface SignedIn {
  setDiscoverable(isDiscoverable: boolean): Promise<void>;
}

/**
 * Signs in to the instance at `MASTODON_URL`, where every account has the password `MASTODON_PASSWORD` and the address
 * `NAME@accounts.example.com`.
 */
export async function signInToMastodon(username: string): Promise<SignedIn> {
  const { MASTODON_URL: base = '', MASTODON_PASSWORD: password = '' } = process.env;
  const send = async (path: string, body: object) => {
    const answer = await fetch(new URL(path, base), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    return (await answer.json()) as Record<string, string>;
  };
  const scope = 'read write';
  const { client_id, client_secret } = await send('/api/v1/apps', {
    ...{ client_name: 'test', redirect_uris: OUT_OF_BAND, scopes: scope },
  });
  const cookies = new Map<string, string>();
  const visit = async (path: string, form?: Record<string, string>) => {
    const answer = await fetch(new URL(path, base), {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      },
      ...(form && { body: new URLSearchParams(form) }),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = cookie.split(';')[0]!.split(/=(.*)/);
      cookies.set(name, value);
    }
    return { location: answer.headers.get('location') ?? '', text: await answer.text() };
  };
  const request = { client_id: client_id!, redirect_uri: OUT_OF_BAND, response_type: 'code', scope };
  await visit(`/oauth/authorize?${new URLSearchParams(request)}`);
  await visit('/auth/sign_in', { username: `${username}@accounts.example.com`, password });
  await visit('/oauth/authorize');
  let answer = await visit('/oauth/authorize', {});
  while (answer.location !== '' && !/[?&]code=/.test(answer.location)) answer = await visit(answer.location);
  const code =
    /[?&]code=([^&\s"<]+)/.exec(answer.location)?.[1] ?? /<code[^>]*>([^<]+)</.exec(answer.text)?.[1];
  assert.ok(code, `${username} cannot sign in`);
  const { access_token } = await send('/oauth/token', {
    ...{ client_id, client_secret, code, redirect_uri: OUT_OF_BAND, grant_type: 'authorization_code' },
  });
  return {
    async setDiscoverable(isDiscoverable) {
      const path = new URL('/api/v1/accounts/update_credentials', base);
      const changed = await fetch(path, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${access_token}` },
        body: new URLSearchParams({ discoverable: String(isDiscoverable) }),
      });
      assert.ok(changed.ok, `update_credentials: ${changed.status}`);
    },
  };
}
