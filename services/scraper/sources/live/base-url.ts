import type { Variable } from '#runtime/config/variable.ts';

/** The base URL of a source: `https`, or `http` for a loopback host. */
export function baseUrl(name: string, fallback: string, meaning: string): Variable<URL> {
  return {
    name,
    meaning: `${meaning}; default ${fallback}`,
    alternatives: [],
    read(environment) {
      const text = environment.get(name) ?? fallback;
      const url = URL.parse(text);
      if (url !== null && isAllowedBase(url)) return url;
      environment.fault(name, `expected an https URL without credentials, got "${text}"`);
      return new URL(fallback);
    },
  };
}

/** `https`, or `http` for a loopback host; without credentials. */
export function isAllowedBase(url: URL): boolean {
  if (url.username !== '' || url.password !== '') return false;
  const isLoopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback);
}
