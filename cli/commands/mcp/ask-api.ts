import { InfluscopeError } from '#cli/errors.ts';
import type { InstanceClient } from '#cli/http/instance-client.ts';
import { readText } from '#lib/read-text.ts';
import type { AskApi } from '#mcp/ask-api.ts';
import { ToolError } from '#mcp/tool-error.ts';

const CALL_TIMEOUT_MS = 30_000;

/** Asks the instance that the command line selected. An instance without an answer is a `ToolError`. */
export function createAskApi(client: InstanceClient): AskApi {
  return async (path, signal) => {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]);
    try {
      const answer = await client.answer('public', path, { signal: limited });
      return { status: answer.statusCode ?? 0, body: parse(await readText(answer)) };
    } catch (error) {
      signal.throwIfAborted();
      if (limited.aborted) throw new ToolError(`No answer within ${CALL_TIMEOUT_MS / 1_000} s`, RETRY);
      if (error instanceof InfluscopeError)
        throw new ToolError(`${error.message} [code=${error.code}]`, OPERATOR);
      throw error;
    }
  };
}

const RETRY = 'Repeat the call in a few seconds.';
const OPERATOR = 'The operator of the instance can find the cause with: influscope status';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
