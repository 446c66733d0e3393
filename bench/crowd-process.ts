/**
 * The sockets that only receive, in a process of their own: what it costs to read them is the browsers'
 * business, and must not delay the sockets that are measured.
 *
 *   crowd-process.ts URL AUTHORIZATION CLIENT_ID COUNT    prints `ready`; at the end of its input: how many previews came
 */
import { once } from 'node:events';

import { WebSocket } from 'ws';

import { EDITOR_FLAGS } from './progress-socket';

const [url = '', authorization = '', clientId = '', count = '0'] = process.argv.slice(2);
let previews = 0;
const sockets = Array.from({ length: Number(count) }, () => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws?clientId=${clientId}`, {
    headers: { authorization },
  });
  socket.on('message', (_data, isBinary) => {
    if (isBinary) previews += 1;
  });
  return socket;
});
await Promise.all(sockets.map((socket) => once(socket, 'open')));
for (const socket of sockets) socket.send(EDITOR_FLAGS);
console.log('ready');
process.stdin.resume();
await once(process.stdin, 'end');
console.log(String(previews));
process.exit(0);
