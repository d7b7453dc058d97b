import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { AvatarFault } from '../avatar-fault.ts';
import type { PictureRequest, PictureResponse } from './picture-protocol.ts';
import { pictureType } from './picture-type.ts';

/** Makes small pictures of any, in a process of its own that is there only while it is needed. */
export interface PictureConverter {
  /**
   * WebP of at most 256 by 256 pixels: the whole first frame, upright, without any metadata. Rejects with a permanent
   * `AvatarFault` for what is not a PNG, JPEG, GIF or WebP picture, is damaged, too large or takes too long; with a
   * passing one when the process ends under it; with any other error when pictures cannot be decoded on this machine.
   */
  convert(bytes: Uint8Array): Promise<Uint8Array>;
  close(): void;
}

export interface PictureConverterOptions {
  /** How long one picture may take, the start of the process included. */
  deadlineMs?: number;
  /** How long the process stays without work. */
  idleMs?: number;
}

/** Little memory, and given back at once: without these a decoder keeps several times what it uses. */
const DECODER_ENV = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
};
const DECODER_FLAGS = ['--max-semi-space-size=1', '--max-old-space-size=48'];

/** One picture is decoded at a time. */
export function createPictureConverter({
  deadlineMs = 15_000,
  idleMs = 10_000,
}: PictureConverterOptions = {}): PictureConverter {
  let child: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let nextId = 1;

  const end = () => {
    clearTimeout(idle);
    child?.kill('SIGKILL');
    child = undefined;
  };

  const decode = async (bytes: Uint8Array): Promise<Uint8Array> => {
    clearTimeout(idle);
    child ??= startDecoder((gone) => {
      if (child === gone) child = undefined;
    });
    try {
      return readResponse(await ask(child, { id: nextId++, bytes }, deadlineMs));
    } catch (error) {
      // Whatever it is at, it has nothing more to say.
      if (error instanceof AvatarFault && error.cause === DECODER_LOST) end();
      throw error;
    } finally {
      idle = setTimeout(end, idleMs).unref();
    }
  };

  return {
    async convert(bytes) {
      if (pictureType(bytes) === null) throw new AvatarFault('not a PNG, JPEG, GIF or WebP picture');
      const work = last.then(() => decode(bytes));
      last = work.catch(() => {});
      return work;
    },
    close: end,
  };
}

const DECODER_LOST = new Error('The decoder did not respond');

function startDecoder(onExit: (child: ChildProcess) => void): ChildProcess {
  const child = fork(decoderScript(), {
    execArgv: DECODER_FLAGS,
    env: DECODER_ENV,
    serialization: 'advanced',
    stdio: 'ignore',
  });
  child.on('error', () => {});
  child.once('exit', () => onExit(child));
  // It keeps the process alive only while it works.
  child.unref();
  child.channel?.unref();
  return child;
}

async function ask(
  child: ChildProcess,
  request: PictureRequest,
  deadlineMs: number,
): Promise<PictureResponse> {
  const { promise, resolve, reject } = Promise.withResolvers<PictureResponse>();
  const lost = (message: string, isPermanent: boolean) => () =>
    reject(new AvatarFault(message, { isPermanent, cause: DECODER_LOST }));
  const onExit = lost('the decoder exited', false);
  const onMessage = (response: PictureResponse) => {
    if (response.id === request.id) resolve(response);
  };
  const timer = setTimeout(lost('takes too long to decode', true), deadlineMs);
  child.on('message', onMessage);
  child.once('exit', onExit);
  child.once('error', onExit);
  child.channel?.ref();
  child.send(request, (error) => (error === null ? undefined : onExit()));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    child.off('message', onMessage).off('exit', onExit).off('error', onExit);
    child.channel?.unref();
  }
}

function readResponse(response: PictureResponse): Uint8Array {
  if ('webp' in response) return response.webp;
  if ('damaged' in response) throw new AvatarFault(response.damaged);
  throw new Error(`Pictures cannot be decoded on this machine: ${response.broken}`);
}

/** Beside this file, bundled or not. */
function decoderScript(): URL {
  const dist = import.meta.url.lastIndexOf('/dist/services/');
  if (dist === -1) return new URL('./decode-worker.ts', import.meta.url);
  return new URL(
    'dist/services/scraper/avatars/picture/decode-worker.js',
    import.meta.url.slice(0, dist + 1),
  );
}
