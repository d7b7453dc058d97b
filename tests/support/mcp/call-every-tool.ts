import assert from 'node:assert/strict';
import { Compile } from 'typebox/compile';
import { TOOLS } from '#mcp/tools/tools.ts';

export interface ToolResult {
  isError?: boolean | undefined;
  content: { type: string; text?: string | undefined }[];
  structuredContent?: unknown;
}

/** What the tests need of a client of any protocol revision. */
export interface ToolClient {
  listTools(): Promise<{ name: string; annotations?: Record<string, unknown> | undefined }[]>;
  callTool(name: string, input: object): Promise<ToolResult>;
}

/** Arguments for each tool, given the ids of two stored creators. */
export const argumentsOf = ([one = '', two = '']: readonly string[]): Record<string, object> => ({
  search_creators: { query: 'tech', limit: 3 },
  get_creator: { creator: one },
  find_similar: { creator: one, limit: 3 },
  compare: { creators: [one, two] },
  explain_metric: { creator: one, metric: 'engagement_rate' },
  list_facets: { query: 'tech' },
  instance_status: {},
});

/** Lists the tools and calls each. Every answer complies with its schema, as text and as structured content. */
export async function callEveryTool(client: ToolClient, ids: readonly string[]): Promise<void> {
  const listed = await client.listTools();
  assert.deepEqual(
    listed.map(({ name }) => name),
    TOOLS.map(({ name }) => name),
  );
  for (const { annotations, name } of listed) {
    assert.equal(annotations?.readOnlyHint, true, name);
    assert.equal(annotations?.openWorldHint, false, name);
  }
  const inputs = argumentsOf(ids);
  assert.deepEqual(Object.keys(inputs).sort(), TOOLS.map(({ name }) => name).sort());
  for (const { name, output } of TOOLS) {
    const result = await client.callTool(name, inputs[name] ?? {});
    assert.ok(!result.isError, `${name}: ${result.content[0]?.text}`);
    assert.ok(Compile(output).Check(result.structuredContent), name);
    assert.deepEqual(JSON.parse(result.content[0]?.text ?? ''), result.structuredContent, name);
  }
}
