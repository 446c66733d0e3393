/** Ports on 127.0.0.1: free ones, and ones that stay the same from start to start. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';

/**
 * Whether a process could listen there now.
 * @param {number} port
 * @param {string} [host]
 * @returns {Promise<boolean>}
 */
export function isPortFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** @returns {Promise<number>} a port that nothing listens on at this moment */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/**
 * The ports that the file remembers; none when there is no file.
 * @param {string} file
 * @returns {Promise<Record<string, number>>}
 */
export async function knownPorts(file) {
  return readFile(file, 'utf8').then(JSON.parse, () => ({}));
}

/**
 * The ports of the named services: what the file remembers where that is still free, else new ones,
 * which are remembered.
 * @param {string} file
 * @param {readonly string[]} names
 * @returns {Promise<Record<string, number>>}
 */
export async function rememberedPorts(file, names) {
  const known = await knownPorts(file);
  const taken = new Set();
  /** @type {Record<string, number>} */
  const ports = {};
  for (const name of names) {
    const old = known[name];
    let port = old !== undefined && (await isPortFree(old)) ? old : await freePort();
    while (taken.has(port)) port = await freePort();
    taken.add(port);
    ports[name] = port;
  }
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify({ ...known, ...ports }), { mode: 0o600 });
  await rename(`${file}.new`, file);
  return ports;
}
