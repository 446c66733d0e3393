/** Starting and ending to listen. */
import type { Server } from 'node:http';

import { AppError } from '@/lib/kernel/errors';

/** Answers under way get so long to finish; then the ordered shutdown goes on without them. */
const DRAIN_LIMIT_MS = 8_000;

/** @throws AppError `conflict` when somebody else has the port */
export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE';
      const message = `Port ${port} on ${host} is in use. End what uses it, or choose another with PORT.`;
      reject(isTaken ? new AppError('conflict', message) : error);
    });
    server.listen(port, host, resolve);
  });
}

/** Answers under way are finished; what is still open after the limit is cut. */
export async function closeConnections(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const limit = setTimeout(() => server.closeAllConnections(), DRAIN_LIMIT_MS);
  await closed;
  clearTimeout(limit);
}
