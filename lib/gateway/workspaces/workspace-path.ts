/** Addresses below `/w/<token>/`. */

import type { IncomingMessage } from 'node:http';

import { isPlainPath } from '../paths';

export interface WorkspaceTarget {
  readonly token: string;
  /** What follows the token, from its slash on, as it was sent, with the query: `/`, `/api/prompt?x=1`. */
  readonly rest: string;
}

/** The token, from a proxy that gives each workspace an origin of its own. It opens no more than the path does. */
export const WORKSPACE_HEADER = 'X-Atelier-Workspace';
const HEADER = WORKSPACE_HEADER.toLowerCase();
const PREFIX = '/w/';

/** @returns null when the request is for no workspace */
export function workspaceTargetOf({
  url = '/',
  headers,
}: Pick<IncomingMessage, 'headers' | 'url'>): WorkspaceTarget | null {
  const token = headers[HEADER];
  if (token !== undefined) return { token: String(token), rest: url };
  return url.startsWith(PREFIX) ? parseWorkspaceTarget(url) : null;
}

/** @param target a request target that begins with `/w/` */
function parseWorkspaceTarget(target: string): WorkspaceTarget {
  const [, token = '', rest = ''] = /^\/w\/([^/?#]*)([^#]*)/.exec(target) ?? [];
  return { token, rest };
}

const UNRESERVED = /^[\w.~-]$/;

/**
 * The target with the escapes of unreserved characters decoded (RFC 3986 §2.3): `/api/%70rompt` is
 * `/api/prompt`. The process decodes them before it looks for a route; our router compares them as they
 * are, so what is spelled otherwise would go past it, and past all that it limits. Other escapes stay.
 * @param rest from the slash after the token on
 * @returns null when it is no path, or one that could leave its folder
 */
export function normalTarget(rest: string): string | null {
  const [, path = '', query = ''] = /^([^?#]*)([^#]*)/.exec(rest) ?? [];
  const normal = path.replace(/%([\da-f]{2})/gi, (escape, hex: string) => {
    const character = String.fromCharCode(parseInt(hex, 16));
    return UNRESERVED.test(character) ? character : escape;
  });
  return isPlainPath(normal) ? normal + query : null;
}
