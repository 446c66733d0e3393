/**
 * Open WebSockets, addressed by (tenant, client id): another tenant's socket with the same client
 * id gets nothing. The worker's own sockets (tenant `system`) get the events of every prompt that
 * carries their client id.
 */
import type { Duplex } from 'node:stream';

import type { WebSocket } from 'ws';

import { holdForTurn } from '@/lib/kernel/hold-for-turn';

import type { PromptAudience } from '../engine/prompt-events';
import { mayTouch, type PromptItem } from '../engine/prompt-queue';
import { previewFrame, previewFrameWithMetadata, textFrame } from './frames';

interface Connection {
  readonly socket: WebSocket;
  /** What carries the socket. */
  readonly duplex: Duplex;
  readonly tenant: string;
  readonly clientId: string;
  supportsPreviewMetadata: boolean;
}

/** A socket that reads slower than this loses previews, never messages. */
const PREVIEW_BACKLOG_BYTES = 4 * 1024 * 1024;
/** A socket with this much unread text is given up. */
const BACKLOG_MAX_BYTES = 64 * 1024 * 1024;

export interface SocketHub {
  add(socket: WebSocket, duplex: Duplex, tenant: string, clientId: string): Connection;
  /** To all sockets of those who may see the tenant's things. */
  sendToTenant(tenant: string, message: (viewer: string) => object): void;
  audienceOf(item: PromptItem): PromptAudience;
  closeAll(): void;
}

function send(connection: Connection, data: string | Buffer): void {
  if (connection.socket.readyState !== connection.socket.OPEN) return;
  if (connection.socket.bufferedAmount > BACKLOG_MAX_BYTES) connection.socket.terminate();
  else {
    holdForTurn(connection.duplex);
    connection.socket.send(data);
  }
}

function sendPreview(connection: Connection, frame: Buffer): void {
  if (connection.socket.bufferedAmount < PREVIEW_BACKLOG_BYTES) send(connection, frame);
}

export function createSocketHub(): SocketHub {
  const connections = new Set<Connection>();

  function listeners(item: PromptItem): Connection[] {
    return [...connections].filter(
      ({ tenant, clientId }) => clientId === item.clientId && mayTouch(tenant, item.tenant),
    );
  }

  function sendProgress(
    connection: Connection,
    message: string,
    preview: { readonly address: object; readonly jpeg: Uint8Array } | null,
  ): void {
    if (preview !== null && connection.supportsPreviewMetadata) {
      sendPreview(connection, previewFrameWithMetadata(preview.address, preview.jpeg));
    }
    send(connection, message);
    if (preview !== null && !connection.supportsPreviewMetadata) {
      sendPreview(connection, previewFrame(preview.jpeg));
    }
  }

  return {
    add(socket, duplex, tenant, clientId) {
      const connection = { socket, duplex, tenant, clientId, supportsPreviewMetadata: false };
      connections.add(connection);
      socket.on('close', () => connections.delete(connection));
      return connection;
    },
    sendToTenant(tenant, message) {
      for (const connection of connections) {
        if (mayTouch(connection.tenant, tenant)) {
          send(connection, JSON.stringify(message(connection.tenant)));
        }
      }
    },
    audienceOf: (item) => ({
      send(type, data) {
        const message = JSON.stringify({ type, data });
        for (const connection of listeners(item)) send(connection, message);
      },
      sendProgress(data, preview) {
        const message = JSON.stringify({ type: 'progress', data });
        for (const connection of listeners(item)) sendProgress(connection, message, preview);
      },
      sendText(nodeId, text) {
        const frame = textFrame(nodeId, text);
        for (const connection of listeners(item)) send(connection, frame);
      },
      sendRaw(text) {
        for (const connection of listeners(item)) send(connection, text);
      },
      hasListeners: () => listeners(item).length > 0,
    }),
    closeAll() {
      for (const { socket } of connections) socket.terminate();
    },
  };
}
