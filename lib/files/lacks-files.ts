import { readdirSync, readFileSync } from 'node:fs';
import { readSystemCode } from '../system-code.ts';

/** A library that needs several files at once closes them again when one of them fails. */
const SPARE = 8;

/** Whether this process has reached, or is close to, its limit of open files. `false` if the system does not report it. */
export function lacksFiles(): boolean {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return limit !== undefined && readdirSync('/proc/self/fd').length + SPARE >= Number(limit);
  } catch (error) {
    return readSystemCode(error) === 'EMFILE';
  }
}
