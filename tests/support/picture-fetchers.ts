import type { PictureFetcher, PictureFetcherOptions } from '#scraper/avatars/fetch-picture.ts';
import { createPictureFetcher } from '#scraper/avatars/fetch-picture.ts';
import type { AddressRule } from '#scraper/fetch/address-rule.ts';
import { PUBLIC_INTERNET } from '#scraper/fetch/address-rule.ts';

/** Production's rule, and the one address on which the servers of tests are. */
export const TEST_RULE: AddressRule = {
  allowsAddress: (address) => address === '127.0.0.1' || PUBLIC_INTERNET.allowsAddress(address),
  allowsPort: () => true,
};

const HOSTS: Record<string, string[]> = {
  'metadata.internal': ['169.254.169.254'],
  'loopback.internal': ['127.0.0.2'],
  'private.internal': ['10.0.0.1'],
  'mixed.internal': ['127.0.0.1', 'fd00::1'],
};

/** `*.test` is where the servers of tests are; a few others are elsewhere; the rest does not exist. */
export async function resolveTestHost(hostname: string): Promise<string[]> {
  const addresses = hostname.endsWith('.test') ? ['127.0.0.1'] : HOSTS[hostname];
  if (addresses !== undefined) return addresses;
  throw Object.assign(new Error(`query ${hostname}`), { code: 'ENOTFOUND', syscall: 'queryA' });
}

/** Fetchers that know nothing of each other, and are closed together. */
export function createFetchers({ isProduction = false } = {}) {
  const fetchers: PictureFetcher[] = [];
  const exceptions = isProduction ? {} : { rule: TEST_RULE };
  return {
    open(options: Partial<PictureFetcherOptions> = {}) {
      const fetcher = createPictureFetcher({
        userAgent: 'InfluScope/1',
        resolveHost: resolveTestHost,
        ...exceptions,
        ...options,
      });
      fetchers.push(fetcher);
      return (
        url: string,
        signal = AbortSignal.timeout(60_000),
        use: (bytes: Buffer) => Promise<Buffer> = async (bytes) => bytes,
      ) => fetcher.fetch(url, use, signal);
    },
    async closeAll() {
      for (const fetcher of fetchers.splice(0)) await fetcher.close();
    },
  };
}

export const lasting = (message: RegExp) => ({ name: 'AvatarFault', isPermanent: true, message });
export const passing = (message: RegExp) => ({ name: 'AvatarFault', isPermanent: false, message });
