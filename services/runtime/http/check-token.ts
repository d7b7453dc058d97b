import { createHash, timingSafeEqual } from 'node:crypto';
import { ProblemError } from './problem-error.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Throws a `ProblemError` unless the `Authorization` header has the admin token. `null`: no header is accepted. */
export function checkToken(token: string | null, header: string | undefined): void {
  if (token === null) {
    throw new ProblemError({
      title: 'Admin API disabled',
      status: 403,
      code: 'admin_closed',
      hint: { text: 'set ADMIN_TOKEN_FILE and restart the service' },
    });
  }
  // Digests have equal lengths: the comparison does not reveal the length of the token.
  if (header !== undefined && timingSafeEqual(digest(header), digest(`Bearer ${token}`))) return;
  throw new ProblemError(
    { title: 'Invalid or missing admin token', status: 401, code: 'unauthorized' },
    { 'www-authenticate': 'Bearer' },
  );
}
