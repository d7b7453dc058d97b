import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The process of this machine and user that listens on a TCP port; `undefined` when there is none. Linux only. */
export function listeningProcess(port: number): number | undefined {
  const sockets = new Set(
    ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningSockets(table, port)),
  );
  if (sockets.size === 0) return undefined;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).find((pid) => openFiles(pid).some((file) => sockets.has(file)));
}

const LISTEN = '0A';

function listeningSockets(table: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = readFileSync(table, 'utf8')
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  return rows
    .filter(([, local, , state]) => state === LISTEN && local?.endsWith(`:${hex}`) === true)
    .map((row) => `socket:[${row[9]}]`);
}

/** Returns none for a process of another user. */
function openFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlink(`/proc/${pid}/fd/${fd}`));
  } catch {
    return [];
  }
}

/** A file may be closed meanwhile. */
function readlink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
