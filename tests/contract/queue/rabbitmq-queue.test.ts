import { after } from 'node:test';
import { testBroker } from '#tests/support/servers/rabbitmq.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';
import { queueContract } from './suite.ts';

const url = serverUrl('QUEUE_URL');

for (const bundling of ['when-read', 'always'] as const) {
  const broker = testBroker(url);
  after(() => url && broker.remove());

  queueContract(
    `rabbitmq, bundles ${bundling}`,
    async (settings) => {
      const open = () => broker.open({ ...settings, bundling });
      return { queue: open(), another: open, dispose: broker.reset };
    },
    { skip: url === undefined },
  );
}
