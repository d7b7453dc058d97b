import { constants } from 'node:os';
import { getSystemErrorMap } from 'node:util';

const QUOTA = 'EDQUOT';

/** The system's code of an error: `ENOENT`, … Node does not name an exceeded quota: its code is `Unknown system error -122`. */
export function readSystemCode(error: unknown): string | undefined {
  const { code, errno } = (error ?? {}) as { code?: unknown; errno?: unknown };
  if (typeof errno === 'number' && -errno === constants.errno.EDQUOT) return QUOTA;
  return typeof code === 'string' ? code : undefined;
}

/** What a code of the system means, in words: `permission denied`. */
export function describeSystemCode(code: string): string {
  for (const [name, text] of getSystemErrorMap().values()) if (name === code) return text;
  return code;
}
