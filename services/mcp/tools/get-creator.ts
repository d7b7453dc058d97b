import Type from 'typebox';
import { CreatorDetailsSchema } from '../creator/creator-schema.ts';
import { fetchCreator } from '../creator/fetch-creator.ts';
import { toCreatorDetails } from '../creator/to-creator.ts';
import { defineTool, UNTRUSTED } from '../tool.ts';
import { CLOSED, CREATOR, PLATFORM } from './arguments.ts';

export const getCreator = defineTool({
  name: 'get_creator',
  title: 'Get a creator',
  description: `Get one creator by id or @handle, with engagement and its interval, growth, paid posts and authenticity rules. ${UNTRUSTED}`,
  input: Type.Object({ creator: CREATOR, platform: PLATFORM }, CLOSED),
  output: Type.Object({ creator: CreatorDetailsSchema }),
  async run({ creator, platform }, ask, signal) {
    return { creator: toCreatorDetails(await fetchCreator(creator, platform, ask, signal)) };
  },
});
