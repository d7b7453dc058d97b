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
      const queues = [broker.open({ ...settings, bundling })];
      return {
        queue: queues[0]!,
        another() {
          queues.push(broker.open({ ...settings, bundling }));
          return queues.at(-1)!;
        },
        async dispose() {
          await Promise.all(queues.map((queue) => queue.close()));
          await broker.purge();
        },
      };
    },
    { skip: url === undefined },
  );
}
