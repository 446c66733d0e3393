/**
 * Keeps Caddy's servers as the documents want them: looks again and again, and repairs each
 * difference. So a restart of Caddy, of this process, or a write that failed is put right by the next look.
 */
import { isDeepStrictEqual } from 'node:util';

import { OPEN_STATES } from '@/lib/domain/workspace';
import { workspaceToken } from '@/lib/features/workspaces/workspace-token';
import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';
import type { WorkspaceRepository } from '@/prisma-free-db/repositories/workspaces';

import type { CaddyAdmin } from './caddy-admin';
import {
  closedServer,
  openServer,
  portOfServer,
  serverName,
  type CaddyPlaces,
  type OpenPort,
} from './caddy-servers';

export interface KeepCaddyDeps {
  readonly admin: CaddyAdmin;
  readonly workspaces: Pick<WorkspaceRepository, 'listAsSystem'>;
  readonly secret: string;
  readonly places: CaddyPlaces;
  readonly log: Logger;
}

const LOOK_EVERY_MS = 1_000;
const WORKSPACES_MAX = 1_000;

/** One look. @returns how many servers were written */
export async function reconcileCaddy(deps: Omit<KeepCaddyDeps, 'log'>): Promise<number> {
  const { admin, places } = deps;
  const [open, actual] = await Promise.all([openPorts(deps), admin.listServers()]);
  const wanted = new Map(
    [...open.values()].map((each) => [serverName(each.port), openServer(each, places)] as const),
  );
  for (const name of Object.keys(actual)) {
    const port = portOfServer(name);
    if (port !== null && !wanted.has(name)) wanted.set(name, closedServer(port, places));
  }
  let written = 0;
  for (const [name, config] of wanted) {
    const is = actual[name];
    if (isDeepStrictEqual(is, config)) continue;
    await admin.putServer(name, config, is === undefined);
    written += 1;
  }
  return written;
}

async function openPorts({
  workspaces,
  secret,
}: Pick<KeepCaddyDeps, 'workspaces' | 'secret'>): Promise<Map<number, OpenPort>> {
  const open = await workspaces.listAsSystem({ states: OPEN_STATES }, WORKSPACES_MAX, 0);
  return new Map(
    open.flatMap(({ id, nonce, outsidePort: port, runner }) =>
      port === null || runner === null
        ? []
        : [[port, { port, token: workspaceToken(secret, id, nonce) }] as const],
    ),
  );
}

export function keepCaddy(deps: KeepCaddyDeps): { stop(): void } {
  const { log } = deps;
  let isLooking = false;
  let problem = '';

  async function look(): Promise<void> {
    try {
      const written = await reconcileCaddy(deps);
      if (written > 0) log.info({ servers: written }, 'Caddy has new servers of workspaces');
      if (problem !== '') log.info('Caddy answers again');
      problem = '';
    } catch (error) {
      const reason = errorMessage(error);
      if (reason !== problem) log.warn({ error: reason }, 'Caddy could not be brought up to date');
      problem = reason;
    }
  }
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void look().finally(() => {
      isLooking = false;
    });
  }, LOOK_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
