/** A worker that answers `echo`, throws outside of any call on `throw`, and ends by itself on `exit`. */
import { serveCalls } from '#runtime/worker/worker-server.ts';

serveCalls((calls) => {
  for (const call of calls) {
    if (call.method === 'throw') setImmediate(() => throwNow());
    else if (call.method === 'exit') process.exit(0);
    else call.resolve(call.payload);
  }
});

function throwNow(): never {
  throw new Error('out of its mind');
}
