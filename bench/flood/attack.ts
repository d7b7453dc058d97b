/**
 * One client that sends as much as it can: `node bench/flood/attack.ts PORT MODE METHOD TARGET`. It connects from its own
 * loopback address and runs at a lower priority, because an attacker has another machine. It ends with its parent, and
 * prints how many answers it got.
 */
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { getPriority, setPriority } from 'node:os';

const LOWER = 5;
const FROM = '127.0.0.2';
const CONNECTIONS = 50;
const PIPELINED_BYTES = 64 * 1_024;

const [, , port, mode, method = 'GET', target = '/'] = process.argv;
const one = Buffer.from(`${method} ${target} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
const many = Buffer.concat(Array.from({ length: Math.ceil(PIPELINED_BYTES / one.length) }, () => one));
let answers = 0;

setPriority(Math.min(19, getPriority() + LOWER));
process.on('disconnect', () => process.exit());
process.on('message', () => {
  process.send?.(answers);
  process.exit();
});
for (let i = 0; i < CONNECTIONS; i++) open();

function open(): void {
  const socket = connect({ port: Number(port), host: '127.0.0.1', localAddress: FROM });
  socket.setNoDelay();
  socket.on('error', () => socket.destroy());
  socket.on('close', () => setImmediate(open));
  socket.on('connect', () => socket.write(mode === 'pipelined' ? many : one));
  if (mode === 'pipelined') {
    socket.on('drain', () => socket.write(many));
    socket.on('data', () => answers++);
  } else {
    socket.on('data', () => next(socket));
  }
}

function next(socket: Socket): void {
  answers++;
  if (mode === 'reconnect') socket.destroy();
  else socket.write(one);
}
