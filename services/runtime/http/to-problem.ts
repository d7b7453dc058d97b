import type { FastifyError } from 'fastify';
import {
  CorruptStoreError,
  hasNoRoom,
  InvalidRequestError,
  NewerStoreError,
  UnavailableError,
} from '#ports/errors.ts';
import type { PlainProblem } from './problem-error.ts';
import { ProblemError } from './problem-error.ts';

/** The problem that an error is answered with. `retryAfter` in seconds. */
export function toProblem(error: FastifyError): {
  problem: PlainProblem;
  headers: Record<string, string>;
  retryAfter?: number;
} {
  if (error instanceof ProblemError) return { problem: error.problem, headers: error.headers };
  const plain = (problem: PlainProblem) => ({ problem, headers: {} });
  if (error.validation) {
    const faults = error.validation.map((fault) => describeFault(fault));
    return plain({
      title: 'Invalid request',
      status: 400,
      code: 'invalid_request',
      detail: [...new Set(faults)].join('; '),
      hint: { text: 'GET /openapi.json describes every parameter' },
    });
  }
  if (error instanceof InvalidRequestError) {
    return plain({
      title: 'Invalid request',
      status: 400,
      code: error.code,
      detail: error.message,
    });
  }
  if (error instanceof CorruptStoreError || error instanceof NewerStoreError) {
    return {
      ...plain({
        title: 'Store not readable',
        status: 503,
        code: error instanceof CorruptStoreError ? 'store_corrupt' : 'store_newer',
        detail: 'A store of this instance is damaged, or was written by a newer version',
        hint: error.hint,
      }),
      retryAfter: 30,
    };
  }
  if (hasNoRoom(error)) {
    return {
      ...plain({
        title: 'The disk is not writable',
        status: 503,
        code: (error as UnavailableError).code ?? 'unavailable',
        // The path is for the log alone.
        detail: error.message.replace(/ \[path=.*\]$/s, ''),
        hint: { text: 'free disk space; nothing that was accepted is lost' },
      }),
      retryAfter: 30,
    };
  }
  if (error instanceof UnavailableError) {
    return {
      ...plain({
        title: 'Backing service unavailable',
        status: 503,
        code: 'unavailable',
        hint: { text: 'retry in a few seconds' },
      }),
      retryAfter: 2,
    };
  }
  const status = error.statusCode !== undefined && error.statusCode >= 400 ? error.statusCode : 500;
  if (status >= 500) return plain({ title: 'Internal error', status, code: 'internal' });
  return plain({
    title: error.message,
    status,
    code: (error.code ?? 'bad_request').toLowerCase().replace(/^fst_(err_)?/, ''),
  });
}

function describeFault(fault: {
  instancePath: string;
  keyword: string;
  message?: string | undefined;
  params: unknown;
}): string {
  const name = fault.instancePath.replace(/^\//, '').replaceAll('/', '.');
  const { additionalProperty, allowedValues } = fault.params as {
    additionalProperty?: string;
    allowedValues?: unknown[];
  };
  if (additionalProperty !== undefined) return `unknown parameter "${additionalProperty}"`;
  if (allowedValues !== undefined) return `${name} must be one of ${allowedValues.join(', ')}`;
  return `${name} ${fault.message ?? fault.keyword}`.trim();
}
