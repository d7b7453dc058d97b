/**
 * Elasticsearch rejected a request because of the request or its index. A retry does not help. Adapters branch on
 * `type`.
 */
export class ElasticsearchError extends Error {
  override readonly name = 'ElasticsearchError';
  readonly status: number;
  /** As in the answer, e.g. `index_not_found_exception`; `unknown` when the answer names none. */
  readonly type: string;
  readonly reason: string;
  constructor(status: number, { type, reason }: ErrorCause, request: string) {
    super(`Elasticsearch refused a request: ${reason} [request=${request} status=${status} type=${type}]`);
    this.status = status;
    this.type = type;
    this.reason = reason;
  }
}

export interface ErrorCause {
  type: string;
  reason: string;
}

const MAX_REASON = 500;

/** The cause in an error answer or in one item of a bulk answer. */
export function readErrorCause(error: unknown): ErrorCause {
  if (typeof error === 'string') return { type: 'unknown', reason: error.slice(0, MAX_REASON) };
  const {
    type = 'unknown',
    reason,
    root_cause: roots,
    caused_by: cause,
  } = (error ?? {}) as {
    type?: string;
    reason?: string | null;
    root_cause?: { type?: string; reason?: string }[];
    caused_by?: { reason?: string };
  };
  const reasons = [reason, roots?.[0]?.reason, cause?.reason].filter(Boolean);
  const text = [...new Set(reasons)].join(': ') || type;
  return { type, reason: text.slice(0, MAX_REASON) };
}
