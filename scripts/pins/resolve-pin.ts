import type { Reference } from './find-references.ts';

const INDEX_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Digest or commit of a tag, from its registry or repository; `null` when it does not exist. Rejects without an answer. */
export function resolvePin(reference: Reference, signal: AbortSignal): Promise<string | null> {
  return reference.kind === 'image' ? resolveImage(reference, signal) : resolveAction(reference, signal);
}

async function resolveImage({ name, version }: Reference, signal: AbortSignal): Promise<string | null> {
  const { registry, repository } = locate(name);
  const url = `https://${registry}/v2/${repository}/manifests/${version}`;
  const ask = (headers: Record<string, string>) =>
    fetch(url, { method: 'HEAD', headers: { accept: INDEX_TYPES, ...headers }, signal });
  let response = await ask({});
  if (response.status === 401) {
    const token = await anonymousToken(response.headers.get('www-authenticate') ?? '', signal);
    response = await ask({ authorization: `Bearer ${token}` });
  }
  // Registries do not reveal whether a private image exists.
  if ([401, 403, 404].includes(response.status)) return null;
  const digest = response.headers.get('docker-content-digest');
  if (!response.ok || !digest) throw new Error(`${url} answered ${response.status}`);
  return digest;
}

function locate(name: string): { registry: string; repository: string } {
  const [first = '', ...rest] = name.split('/');
  if (rest.length > 0 && first.includes('.')) return { registry: first, repository: rest.join('/') };
  const repository = rest.length === 0 ? `library/${name}` : name;
  return { registry: 'registry-1.docker.io', repository };
}

async function anonymousToken(challenge: string, signal: AbortSignal): Promise<string> {
  const { realm, ...query } = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
  );
  const response = await fetch(`${realm}?${new URLSearchParams(query)}`, { signal });
  const { token, access_token } = (await response.json()) as { token?: string; access_token?: string };
  return token ?? access_token ?? '';
}

async function resolveAction({ name, version }: Reference, signal: AbortSignal): Promise<string | null> {
  const repository = name.split('/').slice(0, 2).join('/');
  const url = `https://api.github.com/repos/${repository}/commits/${version}`;
  const response = await fetch(url, { headers: { accept: 'application/vnd.github.sha' }, signal });
  if (response.status === 404 || response.status === 422) return null;
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return (await response.text()).trim();
}
