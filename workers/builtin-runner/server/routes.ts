/** The table of routes: what is not in it does not exist. */
import type { IncomingMessage, ServerResponse } from 'node:http';

import { fileRoutes } from './file-routes';
import { promptRoutes } from './prompt-routes';
import type { Runner } from './runner';
import { systemRoutes } from './system-routes';

export interface Limits {
  readonly maxJsonBytes: number;
  readonly maxUploadBytes: number;
}

export interface RouteContext {
  readonly runner: Runner;
  readonly tenant: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** What stands for the `*` of the path, decoded; empty where there is none. */
  readonly parameter: string;
  readonly limits: Limits;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** A path of which the last segment may be `*`. Served with and without `/api` before it. */
  readonly path: string;
  readonly handle: (context: RouteContext) => Promise<void> | void;
}

const ROUTES: readonly Route[] = [...promptRoutes, ...systemRoutes, ...fileRoutes];

export type RouteMatch =
  | { readonly found: true; readonly route: Route; readonly parameter: string }
  | { readonly found: false; readonly status: 404 | 405 };

function parameterOf(route: Route, path: string): string | null {
  if (!route.path.endsWith('/*')) return route.path === path ? '' : null;
  const rest = path.slice(route.path.length - 1);
  if (!path.startsWith(route.path.slice(0, -1)) || rest === '' || rest.includes('/')) return null;
  try {
    return decodeURIComponent(rest);
  } catch {
    return null;
  }
}

/** GET routes answer HEAD too. */
export function findRoute(method: string, pathname: string): RouteMatch {
  const path = pathname.startsWith('/api/') ? pathname.slice('/api'.length) : pathname;
  const wanted = method === 'HEAD' ? 'GET' : method;
  let known = false;
  for (const route of ROUTES) {
    const parameter = parameterOf(route, path);
    if (parameter === null) continue;
    if (route.method === wanted) return { found: true, route, parameter };
    known = true;
  }
  return { found: false, status: known ? 405 : 404 };
}
