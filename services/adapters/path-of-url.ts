import type { Environment } from '#runtime/config/environment.ts';

/** The path in `embedded:PATH` or `file:PATH`. Notes a fault for any other form. */
export function pathOfUrl(variable: string, url: string, environment: Environment): string {
  const path = /^[a-z]+:(?!\/\/)(.+)$/i.exec(url)?.[1];
  if (path === undefined)
    environment.fault(variable, 'expected a path after the colon, e.g. embedded:./data');
  return path ?? '';
}
