import type { Hint } from '#contract/hint/hint.ts';
export interface WorkerRequest {
  id: number;
  method: string;
  payload: unknown;
}

export interface SerializedError {
  name: string;
  message: string;
  code?: string;
  hint?: Hint;
  stack?: string;
}

export type WorkerReply = { id: number; value: unknown } | { id: number; error: SerializedError };

export function serializeError(thrown: unknown): SerializedError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { code, hint } = error as { code?: unknown; hint?: unknown };
  return {
    name: error.name,
    message: error.message,
    ...(typeof code === 'string' && { code }),
    ...(typeof hint === 'object' && hint !== null && { hint }),
    ...(error.stack !== undefined && { stack: error.stack }),
  };
}
