import type { SecureContextOptions } from 'node:tls';
import type { Dispatcher } from 'undici';
import { request } from 'undici';
import { boundBytes } from '#lib/bound-bytes.ts';
import { AvatarFault } from '#scraper/avatars/avatar-fault.ts';
import { describeFetchError } from '#scraper/avatars/describe-fetch-error.ts';
import { parsePictureUrl } from '#scraper/avatars/picture-url.ts';
import type { AddressRule } from '#scraper/fetch/address-rule.ts';
import { PUBLIC_INTERNET } from '#scraper/fetch/address-rule.ts';
import { createGuardedAgent } from '#scraper/fetch/guarded-agent.ts';
import type { ResolveHost } from '#scraper/fetch/resolve-host.ts';
import { createHostResolver } from '#scraper/fetch/resolve-host.ts';
import { InputFault } from './input-fault.ts';

export interface InputFetcherOptions {
  /** Says who asks, and how to reach them. */
  userAgent: string;
  /** Default: the public internet, ports 80 and 443. */
  rule?: AddressRule;
  /** Default: the machine's name servers. */
  resolveHost?: ResolveHost;
  /** Authorities instead of the system's. */
  ca?: SecureContextOptions['ca'];
}

const CONNECT_MS = 10_000;
/** Until the head of the answer, and between two pieces of its body. */
const IDLE_MS = 30_000;
const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];
/** On the wire, as it came. */
const MAX_BYTES = 4 * 1024 * 1024 * 1024;

/**
 * The bytes of a file at an https address of the public internet. Follows at most five redirects, each checked as the
 * first address is. Throws `InputFault`, or the signal's reason.
 */
export async function* fetchInput(
  address: string,
  { userAgent, rule = PUBLIC_INTERNET, resolveHost = createHostResolver(), ca }: InputFetcherOptions,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const agent = createGuardedAgent({
    resolveHost,
    rule,
    connectMs: CONNECT_MS,
    ...(ca !== undefined && { ca }),
  });
  try {
    let url = parseAddress(address, address, rule);
    for (let redirects = 0; ; redirects++) {
      const answer = await ask(url, agent, userAgent, signal);
      const location = [answer.headers.location].flat()[0];
      if (!REDIRECTS.includes(answer.statusCode) || location === undefined) {
        yield* readAnswer(answer, address);
        return;
      }
      answer.body.on('error', () => {}).destroy();
      if (redirects === MAX_REDIRECTS) throw fault(address, 'more than 5 redirects');
      url = parseAddress(location, address, rule, url);
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof InputFault) throw error;
    throw fault(address, describeFetchError(error).message, error);
  } finally {
    await agent.destroy();
  }
}

function ask(url: URL, dispatcher: Dispatcher, userAgent: string, signal: AbortSignal) {
  return request(url, {
    dispatcher,
    headers: { 'user-agent': userAgent, accept: '*/*', 'accept-encoding': 'identity' },
    headersTimeout: IDLE_MS,
    bodyTimeout: IDLE_MS,
    signal,
  });
}

async function* readAnswer(
  { statusCode, body }: Dispatcher.ResponseData,
  address: string,
): AsyncGenerator<Buffer> {
  try {
    if (statusCode !== 200) throw fault(address, `the host responded with status ${statusCode}`);
    yield* boundBytes(body as AsyncIterable<Buffer>, MAX_BYTES, () =>
      fault(address, 'it is larger than 4 GB'),
    );
  } finally {
    body.on('error', () => {}).destroy();
  }
}

function parseAddress(text: string, address: string, rule: AddressRule, base?: URL): URL {
  try {
    const url = parsePictureUrl(text, rule, base);
    if (url.protocol !== 'https:') throw new AvatarFault('the redirect is not to an https URL');
    return url;
  } catch (error) {
    throw fault(address, (error as Error).message, error);
  }
}

function fault(address: string, message: string, cause?: unknown): InputFault {
  return new InputFault(
    'address_not_read',
    `${address}: ${message}`,
    { text: 'download the file, then import it by its path' },
    { cause },
  );
}
