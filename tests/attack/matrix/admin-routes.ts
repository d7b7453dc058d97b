import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '#tests/support/platform/cli.ts';

const MOUNTED = /\.(get|post|put|patch|delete)\s*(?:<[^(]*>)?\(\s*['`](\/[^'`]*)['`]/g;
/** The public routes, and the probes, which need no token. */
const OTHERS = ['services/api/', 'services/runtime/http/probes.ts'];

/** Every route of the admin port, e.g. `GET /stats`, as the sources mount it; parameters have a sample value. */
export function readAdminRoutes(): string[] {
  const files = globSync('services/**/*.ts', { cwd: ROOT });
  const routes = files
    .filter((file) => !OTHERS.some((one) => file.startsWith(one)))
    .flatMap((file) => [...readFileSync(join(ROOT, file), 'utf8').matchAll(MOUNTED)])
    .map(([, method = '', path = '']) => `${method.toUpperCase()} ${toSample(path)}`);
  return [...new Set(routes)].sort();
}

function toSample(path: string): string {
  return path
    .replace('/queues/:name', '/queues/profile-events')
    .replaceAll(/\$\{\w+\}/g, 'retry')
    .replaceAll(/:\w+/g, 'x');
}
