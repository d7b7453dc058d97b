/** A worker that answers `echo`, throws outside of any call on `throw`, and ends by itself on `exit`. */
import { serveCalls } from '#runtime/worker/worker-server.ts';

serveCalls((calls) => {
  for (const call of calls) {
    if (call.method === 'throw') setImmediate(() => throwNow(call.payload));
    else if (call.method === 'exit') process.exit(0);
    else call.resolve(call.payload);
  }
});

function throwNow(message: unknown): never {
  throw new Error(typeof message === 'string' ? message : 'a failed worker');
}
