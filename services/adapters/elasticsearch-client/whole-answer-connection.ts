import type {
  ConnectionRequestOptions,
  ConnectionRequestOptionsAsStream,
  ConnectionRequestParams,
  ConnectionRequestResponse,
  ConnectionRequestResponseAsStream,
} from '@elastic/elasticsearch';
import { errors, UndiciConnection } from '@elastic/elasticsearch';

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
    return 'asStream' in options ? super.request(params, options) : this.#read(params, options);
  }

  #read(
    { method, path, querystring, headers, body }: ConnectionRequestParams,
    { signal, maxResponseSize = Number.POSITIVE_INFINITY }: ConnectionRequestOptions,
  ): Promise<ConnectionRequestResponse> {
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
      let cancel: (() => void) | undefined;
      const fail = (error: Error) => {
        if (cancel) signal?.removeEventListener('abort', cancel);
        reject(error);
      };
      this.pool.dispatch(request, {
        onRequestStart(controller) {
          cancel = () => controller.abort(new errors.RequestAbortedError('Request aborted'));
          if (signal?.aborted) cancel();
          else signal?.addEventListener('abort', cancel, { once: true });
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
          if (cancel) signal?.removeEventListener('abort', cancel);
          const [first] = chunks;
          const whole = chunks.length === 1 && first ? first : Buffer.concat(chunks);
          resolve({ statusCode, headers: received, body: whole });
        },
        onResponseError(_controller, error) {
          const isOurs = error instanceof errors.RequestAbortedError;
          fail(isOurs ? error : new errors.ConnectionError(error.message));
        },
      });
    });
  }
}
