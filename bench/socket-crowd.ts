/** Sockets of a client id that only receive, in another process. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import path from 'node:path';

const PROGRAM = path.join(import.meta.dirname, 'crowd-process.ts');

export interface SocketCrowd {
  /** Closes them. @returns how many previews came */
  close(): Promise<number>;
}

/** Resolves when all are open. */
export async function openCrowd(
  url: string,
  authorization: string,
  clientId: string,
  count: number,
): Promise<SocketCrowd> {
  const args = ['--import', 'tsx', PROGRAM, url, authorization, clientId, String(count)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.value !== 'ready') throw new Error('the crowd of sockets did not open');
  return {
    async close() {
      child.stdin.end();
      return Number((await lines.next()).value ?? 0);
    },
  };
}
