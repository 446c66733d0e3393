/** Caddy in front of workspaces, where the installation has one. */
import type { WebServices } from '@/lib/http/services';
import { workspaceSecret } from '@/lib/http/workspace-deps';

import { createCaddyAdmin } from './caddy-admin';
import { keepCaddy } from './keep-caddy';

export function keepCaddyFor(web: WebServices): { stop(): void } | null {
  const { CADDY_ADMIN: address, CADDY_LISTEN: listen, CADDY_UPSTREAM: upstream, PORT } = web.env;
  if (address === undefined) return null;
  return keepCaddy({
    admin: createCaddyAdmin(address),
    workspaces: web.db.workspaces,
    secret: workspaceSecret(web),
    places: { listen, upstream: upstream ?? `127.0.0.1:${PORT}` },
    log: web.log,
  });
}
