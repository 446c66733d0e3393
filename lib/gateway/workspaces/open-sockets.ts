/** Sockets that were opened below a token; they end when the token opens nothing any more. */
import type { Duplex } from 'node:stream';

import type { WorkspaceAdmission } from '@/lib/features/workspaces/admit-workspace';
import type { UserId } from '@/lib/kernel/ids';

export interface OpenSockets {
  add(token: string, userId: UserId, socket: Duplex): void;
  stop(): void;
}

const LOOK_EVERY_MS = 1_000;

export function createOpenSockets(admission: WorkspaceAdmission): OpenSockets {
  const open = new Map<string, { userId: UserId; sockets: Set<Duplex> }>();

  async function look(): Promise<void> {
    for (const [token, { userId, sockets }] of open) {
      const isOpen = await admission.admit(token, userId).catch(() => 'unknown' as const);
      if (isOpen !== null) continue;
      open.delete(token);
      for (const socket of sockets) socket.destroy();
    }
  }
  const looking = setInterval(() => void look(), LOOK_EVERY_MS);
  looking.unref();

  return {
    add(token, userId, socket) {
      const entry = open.get(token) ?? { userId, sockets: new Set() };
      open.set(token, entry);
      entry.sockets.add(socket);
      socket.once('close', () => {
        entry.sockets.delete(socket);
        if (entry.sockets.size === 0 && open.get(token) === entry) open.delete(token);
      });
    },
    stop: () => clearInterval(looking),
  };
}
