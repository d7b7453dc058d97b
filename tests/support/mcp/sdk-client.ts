import type { Transport } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/client';
import type { ToolClient, ToolResult } from './call-every-tool.ts';

/** The client of the SDK, in the protocol of 2026-07-28 or in that of 2025. */
export interface SdkClient extends ToolClient {
  client: Client;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function connectSdkClient(
  transport: Transport,
  revision: '2026-07-28' | 'legacy',
): Promise<SdkClient> {
  const mode = revision === 'legacy' ? 'legacy' : { pin: revision };
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  await client.connect(transport);
  return {
    client,
    listTools: async () => (await client.listTools()).tools,
    callTool: async (name, input) =>
      (await client.callTool({ name, arguments: input as Record<string, unknown> })) as ToolResult,
    [Symbol.asyncDispose]: () => client.close(),
  };
}
