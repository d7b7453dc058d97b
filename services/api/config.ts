import { choice, integer, text } from '#runtime/config/variable.ts';

export const API_NEEDS = ['search', 'objects'] as const;
/** For the posts and readings behind the figures on a profile's page. */
export const API_WANTS = ['records'] as const;

export const API_VARIABLES = {
  port: integer('PORT', {
    fallback: 8_080,
    max: 65_535,
    meaning: 'public port; 0 for any free port; default 8080',
  }),
  rateLimit: integer('RATE_LIMIT', {
    fallback: 100,
    max: 1_000_000,
    meaning: 'maximum requests per second and client; 0 for no limit; default 100',
  }),
  requireKeys: choice('REQUIRE_KEYS', {
    choices: ['on', 'off'],
    fallback: 'off',
    meaning:
      '`on`: the public API requires an API key (`influscope keys add`); needs `RECORDS_URL`; default `off`',
  }),
  mcp: choice('MCP', {
    choices: ['on', 'off'],
    fallback: 'off',
    meaning: '`on`: serve agents at `/mcp`; see [docs/agents.md](agents.md); default `off`',
  }),
  mcpHosts: text(
    'MCP_HOSTS',
    '',
    'names that clients of `/mcp` may use in `Host` and `Origin`, separated by commas; default: only the names of this machine',
  ),
  trustedHops: integer('TRUSTED_HOPS', {
    fallback: 0,
    max: 10,
    meaning:
      'number of proxies in front of the API that append the client address to `X-Forwarded-For`, which then identifies clients; default 0',
  }),
};
