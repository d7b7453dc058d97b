import type { RouteOptions } from 'fastify';
import type { HTTPMethod } from 'find-my-way';
import createRouter from 'find-my-way';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** How many requests of a client's rate one request to this route counts as. Default: 1. */
    cost?: number;
  }
}

export interface RouteCost {
  /** The path as the route declares it. */
  route: string;
  /** Requests that one counts as; above 1. */
  cost: number;
}

export interface RouteCosts {
  /** Records a route. */
  add(route: Pick<RouteOptions, 'method' | 'url' | 'config'>): void;
  /** `undefined` for a route that counts as one request, and for an unknown path. */
  of(method: string, url: string): RouteCost | undefined;
}

/**
 * Finds the cost of a request before the framework sees it, with the framework's own router: a path has many spellings
 * (`/%65xport`, `http://name/export`), and all of them cost the same.
 */
export function createRouteCosts(maxParamLength: number): RouteCosts {
  const router = createRouter({ maxParamLength });
  return {
    add({ method, url, config }) {
      const cost = config?.cost ?? 1;
      if (cost > 1)
        router.on([method].flat() as HTTPMethod[], url, () => {}, { route: url, cost } satisfies RouteCost);
    },
    of: (method, url) => router.find(method as HTTPMethod, url)?.store as RouteCost | undefined,
  };
}
