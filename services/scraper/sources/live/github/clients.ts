import type { JsonClient } from '../http/json-client.ts';

/** Each resource of the interface has its own limit: https://docs.github.com/rest/rate-limit. */
export interface GitHubClients {
  core: JsonClient;
  search: JsonClient;
}
