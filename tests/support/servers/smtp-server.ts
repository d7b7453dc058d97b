import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';

export interface Mail {
  from: string;
  to: string[];
  /** Headers and text as they came. */
  data: string;
}

/** A mail server that takes everything (RFC 5321, without extensions). */
export async function startSmtpServer(): Promise<{ url: string; mails: Mail[]; close(): Promise<void> }> {
  const mails: Mail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket, mails);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function serve(socket: Socket, mails: Mail[]): void {
  let buffered = '';
  let mail: Mail = { from: '', to: [], data: '' };
  let isData = false;
  const say = (line: string) => socket.write(`${line}\r\n`);
  say('220 ready');
  socket.on('data', (chunk: Buffer) => {
    buffered += chunk.toString('latin1');
    for (;;) {
      const end = buffered.indexOf(isData ? '\r\n.\r\n' : '\r\n');
      if (end === -1) return;
      const line = buffered.slice(0, end);
      buffered = buffered.slice(end + (isData ? 5 : 2));
      if (isData) {
        mails.push({ ...mail, data: line });
        mail = { from: '', to: [], data: '' };
        isData = false;
        say('250 taken');
      } else if (/^MAIL FROM:/i.test(line)) {
        mail.from = line.slice(10);
        say('250 ok');
      } else if (/^RCPT TO:/i.test(line)) {
        mail.to.push(line.slice(8));
        say('250 ok');
      } else if (/^DATA/i.test(line)) {
        isData = true;
        say('354 go');
      } else if (/^QUIT/i.test(line)) {
        say('221 bye');
        socket.end();
      } else say('250 ok');
    }
  });
}
