/** The Caddy servers of workspaces' outside ports, as Caddy's configuration has them. */

import { WORKSPACE_HEADER } from '../workspaces/workspace-path';

/** A part of Caddy's configuration: JSON. */
export type CaddyConfig = Readonly<Record<string, unknown>>;

export interface OpenPort {
  readonly port: number;
  readonly token: string;
}

export interface CaddyPlaces {
  /** Host that the ports are opened on; empty: all. */
  readonly listen: string;
  /** The web process as Caddy reaches it, `host:port`. */
  readonly upstream: string;
}

const NAME = /^atelier-workspace-(\d+)$/;

export const serverName = (port: number): string => `atelier-workspace-${port}`;

/** @returns null for a server that is none of ours */
export function portOfServer(name: string): number | null {
  const [, port] = NAME.exec(name) ?? [];
  return port === undefined ? null : Number(port);
}

const REFUSAL = {
  handle: [
    {
      handler: 'static_response',
      status_code: 403,
      headers: { 'Content-Type': ['text/html; charset=utf-8'], 'Cache-Control': ['no-store'] },
      body: '<!doctype html><html lang="en"><meta charset="utf-8"><title>403</title><h1>403</h1></html>',
    },
  ],
};

function server(
  port: number,
  { listen }: CaddyPlaces,
  routes: readonly CaddyConfig[],
): CaddyConfig {
  return {
    '@id': serverName(port),
    listen: [`${listen}:${port}`],
    automatic_https: { disable: true },
    routes: [...routes, REFUSAL],
  };
}

/** A port without a workspace. */
export function closedServer(port: number, places: CaddyPlaces): CaddyConfig {
  return server(port, places, []);
}

/**
 * A port with a workspace: the token as the first part of the path becomes a cookie of this port, and
 * requests with that cookie go to the workspace's door.
 */
export function openServer({ port, token }: OpenPort, places: CaddyPlaces): CaddyConfig {
  // Cookies do not know ports, so their names do.
  const cookie = `atelier_workspace_${port}`;
  const enter = {
    match: [{ path: [`/${token}`, `/${token}/*`] }],
    handle: [
      {
        handler: 'static_response',
        status_code: 302,
        headers: {
          Location: ['/'],
          'Set-Cookie': [`${cookie}=${token}; Path=/; HttpOnly; SameSite=Lax`],
          'Cache-Control': ['no-store'],
          'Referrer-Policy': ['no-referrer'],
        },
      },
    ],
    terminal: true,
  };
  const pass = {
    match: [{ header_regexp: { Cookie: { pattern: `(^|;\\s*)${cookie}=${token}(;|$)` } } }],
    handle: [
      {
        handler: 'reverse_proxy',
        upstreams: [{ dial: places.upstream }],
        flush_interval: -1,
        // Not by rewriting the path: Caddy would decode it, and names of files may hold slashes.
        headers: { request: { set: { [WORKSPACE_HEADER]: [token] } } },
      },
    ],
    terminal: true,
  };
  return server(port, places, [enter, pass]);
}
