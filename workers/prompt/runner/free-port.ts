import { createServer } from 'node:net';

/**
 * A port of loopback that is free now.
 * @param wanted 0: any
 * @throws Error when the wanted one is taken
 */
export async function findFreePort(wanted = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : wanted;
      server.close(() => resolve(port));
    });
  });
}
