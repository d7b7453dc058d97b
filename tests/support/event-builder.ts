import assert from 'node:assert/strict';
import { createPictureConverter } from '../../services/scraper/avatar/convert-picture.ts';
import { createAvatarPreparer } from '../../services/scraper/avatar/prepare-avatar.ts';
import type { PreparedEvent } from '../../services/scraper/event.ts';
import { createEventBuilder } from '../../services/scraper/event.ts';
import type { Reading } from '../../services/scraper/reading.ts';

/** Production's builder, for readings without a picture that has to be converted. */
export function createPlainEventBuilder(): (reading: Reading) => PreparedEvent {
  const onError = (error: unknown) => {
    throw error;
  };
  const prepareAvatar = createAvatarPreparer({ converter: createPictureConverter(), fetches: true, onError });
  const build = createEventBuilder(prepareAvatar);
  return (reading) => {
    const event = build(reading);
    assert.ok(!(event instanceof Promise));
    return event;
  };
}
