import type { AskApi } from '#mcp/ask-api.ts';

/** Asks the public API at a URL. */
export function fetchApi(url: string): AskApi {
  return async (path, signal) => {
    const answer = await fetch(`${url}${path}`, { signal });
    return { status: answer.status, body: await answer.json() };
  };
}
