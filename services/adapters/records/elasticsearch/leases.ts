import type { ElasticsearchClient } from '#adapters/elasticsearch-client/elasticsearch-client.ts';
import { leaseId } from './record-document.ts';

export interface Leases {
  acquire(name: string, holder: string, ttlMs: number, signal: AbortSignal): Promise<boolean>;
  release(name: string, holder: string, signal: AbortSignal): Promise<void>;
}

interface LeaseDocument {
  holder: string;
  ttl_ms: number;
  /** Epoch milliseconds by the holder's clock. */
  expires_at: number;
}

interface Found {
  _seq_no: number;
  _primary_term: number;
  _source: LeaseDocument;
}

/**
 * Leases are documents, changed by compare and set. A lease has expired when the clock of the caller passes its time, or
 * when the caller has seen it unchanged for its whole duration. So a wrong clock can end a lease too early, by its error,
 * but cannot block it forever.
 */
export function createLeases(client: ElasticsearchClient, alias: string): Leases {
  /** Since when another holder's lease is unchanged. */
  const seen = new Map<string, { seqNo: number; sinceMs: number }>();

  const find = async (name: string, signal: AbortSignal): Promise<Found | undefined> => {
    const { body } = await client.request<Found & { found?: boolean }>({
      method: 'GET',
      path: documentPath(alias, name),
      accept: [404],
      signal,
    });
    return body.found ? body : undefined;
  };

  const hasExpired = (name: string, { _seq_no: seqNo, _source: lease }: Found): boolean => {
    const now = performance.now();
    const before = seen.get(name);
    const sinceMs = before?.seqNo === seqNo ? before.sinceMs : now;
    seen.set(name, { seqNo, sinceMs });
    return lease.expires_at <= Date.now() || now - sinceMs >= lease.ttl_ms;
  };

  /** Returns whether the document was unchanged. */
  const change = async (
    method: 'PUT' | 'DELETE',
    name: string,
    found: Found | undefined,
    signal: AbortSignal,
    body?: LeaseDocument,
  ): Promise<boolean> => {
    const { status } = await client.request({
      method,
      path: documentPath(alias, name),
      query: {
        ...(found
          ? { if_seq_no: found._seq_no, if_primary_term: found._primary_term }
          : { op_type: 'create' }),
        ...(method === 'PUT' && { require_alias: true }),
      },
      ...(body && { body }),
      accept: method === 'PUT' ? [409] : [404, 409],
      signal,
    });
    return status < 300;
  };

  return {
    async acquire(name, holder, ttlMs, signal) {
      const found = await find(name, signal);
      if (found && found._source.holder !== holder && !hasExpired(name, found)) return false;
      seen.delete(name);
      const lease = { holder, ttl_ms: ttlMs, expires_at: Date.now() + ttlMs };
      return change('PUT', name, found, signal, lease);
    },
    async release(name, holder, signal) {
      const found = await find(name, signal);
      if (found?._source.holder === holder) await change('DELETE', name, found, signal);
    },
  };
}

function documentPath(alias: string, name: string): string {
  return `/${alias}/_doc/${encodeURIComponent(leaseId(name))}`;
}
