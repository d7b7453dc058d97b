import type { DatabaseSync } from 'node:sqlite';
import type { ProcessIdentity } from '#adapters/embedded-storage/process-identity.ts';
import { currentProcess, hasEnded } from '#adapters/embedded-storage/process-identity.ts';

/** Who holds leases: one owner a process and open queue. A lease holds as long as its owner lives and renews it. */
export interface Owners {
  /** This owner's id, its lease renewed if that is due. Runs in a transaction. */
  renew(): number;
  /** Other owners that have died or let their lease expire. */
  findLost(): number[];
  remove(id: number): void;
  /** This owner's id, if it has one. */
  current(): number | undefined;
  /** A transaction was undone: what it said of this owner does not hold. */
  rolledBack(): void;
}

export function openOwners(database: DatabaseSync, leaseMs: number): Owners {
  const self = currentProcess();
  const insert = database.prepare('INSERT INTO owners (pid, start, host, lease_until) VALUES (?, ?, ?, ?)');
  const extend = database.prepare('UPDATE owners SET lease_until = ? WHERE id = ?');
  const others = database.prepare(
    'SELECT id, pid, start, host, lease_until AS leaseUntilMs FROM owners WHERE id IS NOT ?',
  );
  const remove = database.prepare('DELETE FROM owners WHERE id = ?');
  const exists = database.prepare('SELECT 1 FROM owners WHERE id = ?');
  let id: number | undefined;
  let renewAtMs = Number.POSITIVE_INFINITY;

  const isLost = (owner: ProcessIdentity & { leaseUntilMs: number }) =>
    hasEnded(owner, self.host) === true || owner.leaseUntilMs < Date.now();

  return {
    renew() {
      const now = Date.now();
      if (id !== undefined && now < renewAtMs) return id;
      // Another process may have taken this one for dead, after a long sleep: then it starts as a new owner.
      if (id === undefined || extend.run(now + leaseMs, id).changes === 0) {
        id = Number(insert.run(self.pid, self.start, self.host, now + leaseMs).lastInsertRowid);
      }
      renewAtMs = now + leaseMs / 3;
      return id;
    },
    findLost: () =>
      (others.all(id ?? null) as unknown as (ProcessIdentity & { id: number; leaseUntilMs: number })[])
        .filter(isLost)
        .map((owner) => owner.id),
    remove: (owner) => void remove.run(owner),
    current: () => id,
    rolledBack() {
      renewAtMs = 0;
      if (id !== undefined && exists.get(id) === undefined) id = undefined;
    },
  };
}
