import { testRecordsIndex } from '#tests/support/servers/elasticsearch-index.ts';
import { serverUrl } from '#tests/support/servers/servers.ts';
import { recordsContract } from './suite.ts';

const url = serverUrl('SEARCH_URL');

recordsContract(
  'elasticsearch',
  async () => {
    const { open, remove } = testRecordsIndex(url);
    const records = open();
    return {
      records,
      another: async () => open(),
      async dispose() {
        await records.close();
        await remove();
      },
    };
  },
  { skip: url === undefined },
);
