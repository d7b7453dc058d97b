/**
 * The process that decodes pictures, started by `convert-picture.ts`: it knows no secret of the service, and what goes
 * wrong in a decoder ends here. It ends with its parent.
 */
import { AvatarFault } from '../avatar-fault.ts';
import type { DecodePicture } from './decode-picture.ts';
import { loadDecoder } from './decode-picture.ts';
import type { PictureRequest, PictureResponse } from './picture-protocol.ts';

let decoder: Promise<DecodePicture> | undefined;

async function respond({ id, bytes }: PictureRequest): Promise<PictureResponse> {
  try {
    decoder ??= loadDecoder();
    return { id, webp: await (await decoder)(bytes) };
  } catch (error) {
    if (error instanceof AvatarFault) return { id, damaged: error.message };
    return { id, broken: error instanceof Error ? error.message : String(error) };
  }
}

process.on('message', async (request: PictureRequest) => void process.send?.(await respond(request)));
process.on('disconnect', () => process.exit());
