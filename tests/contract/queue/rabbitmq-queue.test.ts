import { after } from 'node:test';
import { testBroker } from '../../support/rabbitmq.ts';
import { serverUrl } from '../../support/servers.ts';
import { queueContract } from './suite.ts';

const url = serverUrl('QUEUE_URL');
const broker = testBroker(url);
after(() => url && broker.remove());

queueContract(
  'rabbitmq',
  async (settings) => {
    const queue = broker.open(settings);
    return {
      queue,
      async dispose() {
        await queue.close();
        await broker.purge();
      },
    };
  },
  { skip: url === undefined },
);
