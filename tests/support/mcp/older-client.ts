import assert from 'node:assert/strict';
import type { ToolClient, ToolResult } from './call-every-tool.ts';

export interface JsonRpcMessage {
  jsonrpc: '2.0';
  id?: number;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { code: number; message: string };
}

/** Sends one message; resolves with its answer, or at once for a notification. */
export type Exchange = (message: JsonRpcMessage) => Promise<JsonRpcMessage | null>;

/** A client of an older protocol revision, written from its specification, without the SDK. */
export async function connectOlderClient(exchange: Exchange, revision: string): Promise<ToolClient> {
  let last = 0;
  const request = async (method: string, params: object) => {
    const id = ++last;
    const answer = await exchange({ jsonrpc: '2.0', id, method, params });
    assert.equal(answer?.id, id);
    assert.equal(answer.error, undefined, JSON.stringify(answer.error));
    return answer.result;
  };
  const opened = (await request('initialize', {
    protocolVersion: revision,
    capabilities: {},
    clientInfo: { name: 'older', version: '1' },
  })) as { protocolVersion: string; serverInfo: { name: string }; instructions?: string };
  assert.equal(opened.protocolVersion, revision);
  assert.equal(opened.serverInfo.name, 'influscope');
  assert.ok(opened.instructions);
  await exchange({ jsonrpc: '2.0', method: 'notifications/initialized' });
  return {
    listTools: async () =>
      ((await request('tools/list', {})) as { tools: Awaited<ReturnType<ToolClient['listTools']>> }).tools,
    callTool: async (name, input) => (await request('tools/call', { name, arguments: input })) as ToolResult,
  };
}
