import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Run } from '#cli/command.ts';
import { createMcpServer } from '#mcp/create-mcp-server.ts';
import { createAskApi } from './ask-api.ts';
import { openStdio } from './open-stdio.ts';

/** Time for the answers in progress after the request to stop. */
const DRAIN_MS = 5_000;

/** Serves one client until stdin closes or a signal arrives. */
export const run: Run<object> = async (_input, context) => {
  // An instance that does not exist is an error now, not at the first call.
  const { target } = await context.target();
  const { output } = context;
  const ask = createAskApi(await context.client());
  const wire = openStdio({ stdin: context.stdin(), write: (line) => output.stream(line) });
  const version = context.version();
  const onError = (error: unknown, tool?: string) => {
    const text = error instanceof Error ? error.message : String(error);
    output.warn(tool === undefined ? text : `${tool}: ${text}`);
  };
  const connection = serveStdio(() => createMcpServer({ version, ask, onError }), {
    transport: wire.transport,
    onerror: onError,
  });
  output.remark(`Serving the instance "${target.name}" to one client`);
  await wire.ended(context.signal, DRAIN_MS);
  await connection.close();
  return 0;
};
