/** Addresses below `/w/<token>/`. */

import type { IncomingMessage } from 'node:http';

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
