import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { TcpProxy } from '#tests/support/servers/tcp-proxy.ts';
import { startTcpProxy } from '#tests/support/servers/tcp-proxy.ts';

interface KubeconfigFile {
  clusters: { cluster: { server: string } }[];
}

export interface CuttableCluster extends TcpProxy {
  /** JSON of a kubeconfig that leads through the proxy, to the same cluster with the same user. */
  kubeconfig: string;
}

/** A way to the cluster of the first file in `KUBECONFIG` that can be cut. */
export async function startCuttableCluster(): Promise<CuttableCluster> {
  const [path = ''] = (process.env.KUBECONFIG ?? '').split(':');
  const file = parse(readFileSync(path, 'utf8')) as KubeconfigFile;
  const [first] = file.clusters;
  if (first === undefined) throw new Error(`${path} names no cluster`);
  const { hostname, port } = new URL(first.cluster.server);
  const proxy = await startTcpProxy({ host: hostname, port: Number(port) });
  first.cluster.server = `https://127.0.0.1:${proxy.port}`;
  return { ...proxy, kubeconfig: JSON.stringify(file) };
}
