import type { RouteOptions } from 'fastify';

export interface AllowedMethods {
  /** Records a route. */
  add(route: Pick<RouteOptions, 'method' | 'url'>): void;
  /** The methods that the path of a URL supports, sorted; empty for an unknown path. */
  of(url: string): string[];
}

/** Remembers routes, to distinguish a wrong method from a wrong path. */
export function createAllowedMethods(): AllowedMethods {
  const routes = new Map<string, { pattern: RegExp; methods: Set<string> }>();
  return {
    add({ method, url }) {
      const route = routes.get(url) ?? { pattern: toPattern(url), methods: new Set() };
      routes.set(url, route);
      for (const one of [method].flat()) route.methods.add(one);
    },
    of(url) {
      const path = url.split('?')[0] ?? '';
      const found = [...routes.values()].filter(({ pattern }) => pattern.test(path));
      return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort();
    },
  };
}

function toPattern(url: string): RegExp {
  const escaped = url.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped.replaceAll(/:[^/]+/g, '[^/]+')}$`);
}
