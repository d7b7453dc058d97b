import type { FastifyRequest } from 'fastify';
import type { Theme } from './view/document.ts';

const NAME = 'theme';
const MAX_AGE_SECONDS = 365 * 86_400;

/** The colours that this browser has chosen; `null` when it follows the system. */
export function readTheme({ headers }: FastifyRequest): Theme | null {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  const value = pairs.find(([name]) => name === NAME)?.[1];
  return isTheme(value) ? value : null;
}

/** The cookie that remembers a choice, of which the browser's scripts may know; `undefined` for anything else. */
export function themeCookie(value: string | null): string | undefined {
  if (!isTheme(value)) return undefined;
  return `${NAME}=${value}; Path=/; Max-Age=${MAX_AGE_SECONDS}; SameSite=Lax`;
}

function isTheme(value: unknown): value is Theme {
  return value === 'light' || value === 'dark';
}
