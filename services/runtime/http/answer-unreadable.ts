import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The latest request of a connection, its answer, and the answer before. */
export interface Answering {
  request: IncomingMessage;
  response: ServerResponse;
  before: ServerResponse | undefined;
}

/**
 * Ends a connection with an answer to what could not be read on it: each request gets one answer, in its order. An answer
 * out of its turn would look like that to an earlier request.
 */
export function endAfter(latest: Answering | undefined, socket: Socket, answer: string): void {
  const end = (text: string) => {
    if (socket.writable) socket.end(text);
  };
  if (latest === undefined) {
    end(answer);
    return;
  }
  const { request, response, before } = latest;
  // The bytes belong to its body.
  const isOwn = !request.complete;
  if (isOwn && !response.headersSent) {
    if (before === undefined || before.writableFinished) end(answer);
    else before.once('finish', () => endAfter({ ...latest, before: undefined }, socket, answer));
    return;
  }
  const last = isOwn ? '' : answer;
  if (response.writableFinished) end(last);
  else response.once('finish', () => end(last));
}
