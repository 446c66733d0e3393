/**
 * Upgrades are ours alone. Socket.IO listens for its own path itself; Next would end the sockets of
 * paths that it knows, so it only ever sees its development socket, through a server that never listens.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

import { settleClientHeaders } from './client-address';
import type { ComfySocketHub } from './comfy-socket-hub';
import { unframed } from './editor/frame-path';
import { parseTarget, STUDIO_BASE } from './paths';
import type { WorkspaceDoor } from './workspaces/workspace-door';

export interface UpgradeListenerDeps {
  readonly comfySockets: Pick<ComfySocketHub, 'handleUpgrade'>;
  /** The door to workspaces, where there is one. */
  readonly workspaces?: Pick<WorkspaceDoor, 'handleUpgrade'>;
  /** Path whose upgrades somebody else on the server takes. */
  readonly liveViewsPath: string;
  /** Next's server, in development only. */
  readonly development: Server | null;
  readonly trustProxy: boolean;
}

const COMFY_PATHS = new Set([`${STUDIO_BASE}/ws`, `${STUDIO_BASE}/api/ws`]);

export function createUpgradeListener(deps: UpgradeListenerDeps) {
  const { comfySockets, liveViewsPath, development, trustProxy } = deps;

  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    request.url = unframed(request.url ?? '/');
    const { path } = parseTarget(request.url);
    if (path === liveViewsPath || path === `${liveViewsPath}/`) return;
    settleClientHeaders(request, trustProxy);
    if (deps.workspaces?.handleUpgrade(request, socket, head) === true) return;
    if (COMFY_PATHS.has(path)) {
      comfySockets.handleUpgrade(request, socket, head);
      return;
    }
    const isDevelopment = development !== null && path.startsWith('/_next/');
    if (isDevelopment && development.emit('upgrade', request, socket, head)) return;
    socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  };
}
