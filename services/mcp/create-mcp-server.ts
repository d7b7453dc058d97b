import type { CallToolResult } from '@modelcontextprotocol/server';
import { fromJsonSchema, McpServer } from '@modelcontextprotocol/server';
import type { AskApi } from './ask-api.ts';
import { cleanText } from './clean-text.ts';
import { INSTRUCTIONS } from './instructions.ts';
import type { Tool } from './tool.ts';
import { ToolError } from './tool-error.ts';
import { TOOLS } from './tools/tools.ts';

export interface McpServerOptions {
  version: string;
  ask: AskApi;
  /** An error that is no `ToolError`: the agent gets a general text. */
  onError(error: unknown, tool: string): void;
}

const READS_ONLY = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
} as const;

const ERROR_CHARS = 1_000;
/** The tools change only with the version of the program. */
const LIST_TTL_MS = 3_600_000;

type JsonSchema = Parameters<typeof fromJsonSchema>[0];

/** The schemas are compiled once, because over HTTP each request has its own server. */
const PREPARED = TOOLS.map((tool) => ({
  tool,
  inputSchema: fromJsonSchema(tool.input as JsonSchema),
  outputSchema: fromJsonSchema(tool.output as JsonSchema),
}));

/** A server with all tools, for one connection, or for one request over HTTP. Serves every protocol revision of the SDK. */
export function createMcpServer(options: McpServerOptions): McpServer {
  const server = new McpServer(
    { name: 'influscope', title: 'InfluScope', version: options.version },
    {
      capabilities: { tools: {} },
      instructions: INSTRUCTIONS,
      cacheHints: { 'tools/list': { ttlMs: LIST_TTL_MS, cacheScope: 'public' } },
    },
  );
  for (const { tool, inputSchema, outputSchema } of PREPARED) {
    const { name, title, description } = tool;
    server.registerTool(
      name,
      {
        title,
        description,
        inputSchema,
        outputSchema,
        annotations: { title, ...READS_ONLY },
      },
      (input, { mcpReq }) => call(tool, input, mcpReq.signal, options),
    );
  }
  return server;
}

async function call(
  tool: Tool,
  input: unknown,
  signal: AbortSignal,
  { ask, onError }: McpServerOptions,
): Promise<CallToolResult> {
  try {
    const result = await tool.run(input, ask, signal);
    return {
      content: [{ type: 'text', text: JSON.stringify(result) }],
      structuredContent: result as Record<string, unknown>,
    };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ToolError)) onError(error, tool.name);
    return { isError: true, content: [{ type: 'text', text: describe(error) }] };
  }
}

function describe(error: unknown): string {
  if (!(error instanceof ToolError)) return 'The instance did not answer. Call instance_status.';
  const message = cleanText(error.message, ERROR_CHARS) ?? 'The call failed';
  return error.advice === undefined ? message : `${message}\n${error.advice}`;
}
