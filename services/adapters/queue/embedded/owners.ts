import type { DatabaseSync } from 'node:sqlite';
import type { ProcessIdentity } from '#adapters/embedded-storage/process-identity.ts';
import { currentProcess, hasEnded } from '#adapters/embedded-storage/process-identity.ts';

/** Owners of leases: one for each process and open queue. A lease is valid while its owner lives and renews it. */
export interface Owners {
  /** Renews the lease if due and returns the ID of this owner. Runs in a transaction. */
  renew(): number;
  /** Other owners whose process or lease has ended. */
  findLost(): number[];
  remove(id: number): void;
  /** This owner's id, if it has one. */
  current(): number | undefined;
  /** Called after a rollback: the changes to this owner are undone. */
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
      if (id !== undefined && performance.now() < renewAtMs) return id;
      const now = Date.now();
      // After a long sleep, another process may have removed this owner: then it becomes a new one.
      if (id === undefined || extend.run(now + leaseMs, id).changes === 0) {
        id = Number(insert.run(self.pid, self.start, self.host, now + leaseMs).lastInsertRowid);
      }
      renewAtMs = performance.now() + leaseMs / 3;
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
