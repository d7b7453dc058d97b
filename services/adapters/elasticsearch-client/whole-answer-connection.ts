import type {
  ConnectionRequestOptions,
  ConnectionRequestOptionsAsStream,
  ConnectionRequestParams,
  ConnectionRequestResponse,
  ConnectionRequestResponseAsStream,
} from '@elastic/elasticsearch';
import { errors, UndiciConnection } from '@elastic/elasticsearch';

type Limits = Pick<ConnectionRequestOptions, 'maxResponseSize'> & {
  signal?: AbortSignal | undefined;
  /** From now to the last byte of the answer, milliseconds. Default: no limit. */
  timeoutMs?: number;
};

/**
 * The connection of the official client, which reads an answer as one piece and not as a stream: that takes half the
 * processor time. A class, because the client makes its connections itself.
 */
export class WholeAnswerConnection extends UndiciConnection {
  override request(
    params: ConnectionRequestParams,
    options: ConnectionRequestOptions,
  ): Promise<ConnectionRequestResponse>;
  override request(
    params: ConnectionRequestParams,
    options: ConnectionRequestOptionsAsStream,
  ): Promise<ConnectionRequestResponseAsStream>;
  override request(
    params: ConnectionRequestParams,
    options: ConnectionRequestOptions | ConnectionRequestOptionsAsStream,
  ): Promise<ConnectionRequestResponse | ConnectionRequestResponseAsStream> {
    return 'asStream' in options ? super.request(params, options) : this.read(params, options);
  }

  /**
   * Sends a request and resolves to the bytes of its answer. Rejects with an error of the client: `TimeoutError`,
   * `RequestAbortedError`, or `ConnectionError`.
   */
  read(
    { method, path, querystring, headers, body }: ConnectionRequestParams,
    { signal, timeoutMs, maxResponseSize = Number.POSITIVE_INFINITY }: Limits,
  ): Promise<ConnectionRequestResponse & { body: Buffer }> {
    const prefix = this.url.pathname.replace(/\/$/, '');
    const request = {
      method: method as 'GET',
      path: `${prefix}${path}${querystring ? `?${querystring}` : ''}`,
      headers: { ...this.headers, ...headers },
      body: body ?? null,
    };
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      let statusCode = 0;
      let received: ConnectionRequestResponse['headers'] = {};
      let ended: Error | undefined;
      let abort: ((reason: Error) => void) | undefined;
      const end = (reason: Error) => {
        ended = reason;
        // A request that still waits for a connection is dropped when it gets one.
        if (abort) abort(reason);
        else fail(reason);
      };
      const cancel = () => end(new errors.RequestAbortedError('Request aborted'));
      const timer =
        timeoutMs === undefined
          ? undefined
          : setTimeout(() => end(new errors.TimeoutError('Request timed out')), timeoutMs).unref();
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
      };
      const fail = (error: Error) => {
        settle();
        reject(error);
      };
      signal?.addEventListener('abort', cancel, { once: true });
      if (signal?.aborted) return cancel();
      this.pool.dispatch(request, {
        onRequestStart(controller) {
          abort = (reason) => controller.abort(reason);
          if (ended) controller.abort(ended);
        },
        onResponseStart(_controller, status, answered) {
          statusCode = status;
          received = answered;
        },
        onResponseData(controller, chunk) {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes > maxResponseSize)
            controller.abort(
              new errors.RequestAbortedError(`The answer is larger than ${maxResponseSize} bytes`),
            );
        },
        onResponseEnd() {
          settle();
          const [first] = chunks;
          const whole = chunks.length === 1 && first ? first : Buffer.concat(chunks, bytes);
          resolve({ statusCode, headers: received, body: whole });
        },
        onResponseError(_controller, error) {
          const isOurs = error instanceof errors.ElasticsearchClientError;
          fail(isOurs ? error : new errors.ConnectionError(error.message));
        },
      });
    });
  }
}
