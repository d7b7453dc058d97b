import assert from 'node:assert/strict';
import type { Exchange, JsonRpcMessage } from './older-client.ts';

/** Sends each message as a request of Streamable HTTP, and reads its answer as JSON or from the stream of events. */
export function httpExchange(url: string, headers: Record<string, string> = {}): Exchange {
  return async (message) => {
    const answer = await fetch(`${url}/mcp`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      body: JSON.stringify(message),
    });
    const text = await answer.text();
    if (message.id === undefined) {
      assert.equal(answer.status, 202, text);
      return null;
    }
    assert.equal(answer.status, 200, text);
    const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream');
    const data = isStream ? (/^data: (.+)$/m.exec(text)?.[1] ?? '') : text;
    return JSON.parse(data) as JsonRpcMessage;
  };
}
