import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LISTENING = '0A';

/** The program that listens on a port; `another program` when the system does not tell. */
export function describePortHolder(port: number): string {
  const inode = ['/proc/net/tcp', '/proc/net/tcp6'].map((table) => findSocket(table, port)).find(Boolean);
  const pid = inode === undefined ? undefined : findOwner(inode);
  if (pid === undefined) return 'another program';
  const command = read(`/proc/${pid}/comm`).trim();
  return command === '' ? `process ${pid}` : `${command} (process ${pid})`;
}

function findSocket(table: string, port: number): string | undefined {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  for (const row of read(table).split('\n').slice(1)) {
    const [, local, , state, , , , , , inode] = row.trim().split(/\s+/);
    if (state === LISTENING && local?.endsWith(`:${hex}`)) return inode;
  }
  return undefined;
}

function findOwner(inode: string): string | undefined {
  const wanted = `socket:[${inode}]`;
  for (const pid of list('/proc').filter((name) => /^\d+$/.test(name))) {
    const folder = `/proc/${pid}/fd`;
    if (list(folder).some((fd) => link(`${folder}/${fd}`) === wanted)) return pid;
  }
  return undefined;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
