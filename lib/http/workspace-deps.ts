/** What the workspaces' use cases need, from the web process's services. */
import type { DescribeDeps } from '@/lib/features/workspaces/describe-workspace';
import type { EndWorkspaceDeps } from '@/lib/features/workspaces/end-workspace';
import type { RequestWorkspaceDeps } from '@/lib/features/workspaces/request-workspace';

import type { WebServices } from './services';

/** The secret of the workspaces' tokens. */
export const workspaceSecret = ({ keys }: Pick<WebServices, 'keys'>): string =>
  keys.derive('workspaces');

export function describeDeps(web: Pick<WebServices, 'db' | 'env' | 'keys'>): DescribeDeps {
  return {
    workspaces: web.db.workspaces,
    secret: workspaceSecret(web),
    outsideUrl: (port) =>
      web.env.CADDY_ADMIN === undefined
        ? null
        : web.env.WORKSPACE_URL.replace('{port}', String(port)),
  };
}

export function requestDeps(web: WebServices): RequestWorkspaceDeps {
  const { db, env, publisher, redis } = web;
  return {
    ...{ publisher, redis, prefix: env.REDIS_PREFIX, secret: workspaceSecret(web) },
    workspaces: db.workspaces,
    slots: db.slots,
    perUserMax: env.WORKSPACES_PER_USER,
  };
}

export function endDeps({ db, env, publisher, redis }: WebServices): EndWorkspaceDeps {
  return { workspaces: db.workspaces, publisher, redis, prefix: env.REDIS_PREFIX };
}
