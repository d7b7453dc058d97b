import assert from 'node:assert/strict';
import { createPersonHash } from '#runtime/privacy/person-keys.ts';
import { createOwnerOf } from '#scraper/avatars/avatar-owner.ts';
import { createPictureConverter } from '#scraper/avatars/picture/convert-picture.ts';
import { createAvatarPreparer } from '#scraper/avatars/prepare-avatar.ts';
import type { PreparedEvent } from '#scraper/event.ts';
import { createEventBuilder } from '#scraper/event.ts';
import type { Reading } from '#scraper/reading.ts';

/** Production's builder, for readings without a picture that has to be converted. */
export function createPlainEventBuilder({
  keepContacts = false,
} = {}): (reading: Reading, countedFor?: string) => PreparedEvent {
  const onError = (error: unknown) => {
    throw error;
  };
  const prepareAvatar = createAvatarPreparer({ converter: createPictureConverter(), fetches: true, onError });
  const build = createEventBuilder(prepareAvatar, {
    keepContacts,
    ownerOf: createOwnerOf(createPersonHash(null)),
  });
  return (reading, countedFor) => {
    const event = build(reading, countedFor);
    assert.ok(!(event instanceof Promise));
    return event;
  };
}
