/** Links to a server that can be cut, delayed and throttled, by the HTTP API of toxiproxy. */
export interface Link {
  /** `host:port` to connect to in the server's place. */
  address: string;
  /** Breaks every connection off and takes none, until `restore`. */
  cut(): Promise<void>;
  restore(): Promise<void>;
  /** Adds to each answer's way back. */
  delay(latencyMs: number): Promise<void>;
  /** Lets bytes through a few at a time, both ways. */
  drip(bytesPerSecond: number): Promise<void>;
  /** Takes delays and throttles off. */
  clear(): Promise<void>;
  remove(): Promise<void>;
}

/** `upstream` as `host:port`. */
export async function openLink(toxiproxy: string, name: string, upstream: string): Promise<Link> {
  const call = async (method: string, path: string, body?: unknown) => {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${toxiproxy}/proxies${path}`, { method, ...init });
    if (!answer.ok) throw new Error(`toxiproxy: ${method} ${path}: ${answer.status} ${await answer.text()}`);
    return method === 'DELETE'
      ? null
      : ((await answer.json()) as { listen: string; toxics?: { name: string }[] });
  };
  const { listen } = (await call('POST', '', { name, listen: '127.0.0.1:0', upstream, enabled: true })) ?? {
    listen: '',
  };
  const add = (type: string, stream: string, attributes: Record<string, number>) =>
    call('POST', `/${name}/toxics`, { name: `${type}-${stream}`, type, stream, attributes });
  return {
    address: listen,
    async cut() {
      await call('POST', `/${name}`, { enabled: false });
    },
    async restore() {
      await call('POST', `/${name}`, { enabled: true });
    },
    async delay(latency) {
      await add('latency', 'downstream', { latency, jitter: 0 });
    },
    async drip(bytesPerSecond) {
      for (const stream of ['upstream', 'downstream']) {
        await add('bandwidth', stream, { rate: Math.max(1, Math.round(bytesPerSecond / 1024)) });
        await add('slicer', stream, { average_size: 512, size_variation: 256, delay: 1_000 });
      }
    },
    async clear() {
      const proxy = await call('GET', `/${name}`);
      for (const toxic of proxy?.toxics ?? []) await call('DELETE', `/${name}/toxics/${toxic.name}`);
    },
    async remove() {
      await call('DELETE', `/${name}`);
    },
  };
}
