// Loaded with `--require` into every process of a run: writes each address that a socket connects to, and each name that is
// looked up, as a line of JSON to the file in CONNECTIONS_FILE.
'use strict';

const { appendFileSync } = require('node:fs');
const { Socket } = require('node:net');
const dgram = require('node:dgram');
const dns = require('node:dns');
const childProcess = require('node:child_process');
const { syncBuiltinESMExports } = require('node:module');

const record = (kind, to) =>
  appendFileSync(
    process.env.CONNECTIONS_FILE,
    `${JSON.stringify({ kind, to, argv: process.argv.slice(1, 4) })}\n`,
  );

record('start', '');

const connect = Socket.prototype.connect;
Socket.prototype.connect = function recorded(...args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const { path, host } = typeof first === 'object' && first !== null ? first : { host: second };
  record('connect', path === undefined ? String(host ?? 'localhost') : `unix:${path}`);
  return connect.apply(this, args);
};

const send = dgram.Socket.prototype.send;
dgram.Socket.prototype.send = function recorded(...args) {
  record('datagram', String(args.find((one, at) => at > 0 && typeof one === 'string') ?? ''));
  return send.apply(this, args);
};

for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveSrv', 'resolveTxt']) {
  for (const target of [dns, dns.promises]) {
    const original = target[name];
    target[name] = function recorded(host, ...rest) {
      record('lookup', String(host));
      return original.call(this, host, ...rest);
    };
  }
}

// The services get an environment of their own.
const spawn = childProcess.spawn;
childProcess.spawn = function recorded(program, args, options) {
  const { NODE_OPTIONS, CONNECTIONS_FILE } = process.env;
  return spawn.call(this, program, args, {
    ...options,
    env: { ...(options?.env ?? process.env), NODE_OPTIONS, CONNECTIONS_FILE },
  });
};
syncBuiltinESMExports();
