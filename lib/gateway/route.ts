/**
 * What a route of the gateway is. A route is one row of the allow-list (`route-table.ts`) with the
 * function that answers it; what has no row is a 404.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

import type { Need } from '@/lib/domain/api-key';
import type { Caller } from '@/lib/domain/user';
import type { Logger } from '@/lib/kernel/log';

import type { Target } from './paths';
import type { Reply } from './reply';

/** GET routes answer HEAD too. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who may call: anybody, a signed-in user, or an admin. */
export type Access = 'public' | 'signed-in' | 'admin';

/**
 * Where a route lies:
 * - `twin`: `/studio/api<path>` and `/studio<path>`, as ComfyUI registers its routes;
 * - `api`: only `/studio/api<path>` (ComfyUI's jobs);
 * - `bare`: only `/studio<path>` (`/internal`, the editor's files);
 * - `root`: `<path>` itself, outside the studio.
 */
export type Place = 'twin' | 'api' | 'bare' | 'root';

/** From where the answer comes. Never from a runner. */
export type Source =
  'mongodb' | 'queue' | 's3' | 'object-info' | 'slots' | 'fixed' | 'editor-files' | 'process';

/** A request as handlers see it. Names and ids in it are data; who asks is `GatewayRequest.caller`. */
export interface PublicRequest {
  readonly method: Method | 'HEAD';
  /** Values of `{name}` in the path pattern, percent-decoded exactly once; `{name...}` keeps slashes. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The request target as it was sent. */
  readonly target: Target;
  readonly requestId: string;
  readonly log: Logger;
  /** Aborts when the client went away before the reply was finished. */
  readonly clientGone: AbortSignal;
  /** The body's stream, for handlers that must not hold it in memory. */
  readonly body: IncomingMessage;
  /**
   * The body as JSON, whatever its Content-Type says; an empty body gives `whenEmpty`.
   * @throws AppError `bad_request` (not JSON, or empty without `whenEmpty`), `too_large`
   */
  readonly readJson: (options?: { readonly whenEmpty?: unknown }) => Promise<unknown>;
  /** The body in memory. @throws AppError `too_large` beyond `maxBytes` (default MAX_JSON_BYTES) */
  readonly readBytes: (maxBytes?: number) => Promise<Buffer>;
}

export interface GatewayRequest extends PublicRequest {
  readonly caller: Caller;
}

interface RouteFacts {
  readonly method: Method;
  readonly place: Place;
  /** Such as `/userdata/{file}/move/{dest}`: a `{name}` is one segment, a last `{name...}` the rest. */
  readonly path: string;
  readonly source: Source;
  /** Status for callers who are not signed in; default 401. The editor reloads for ever on a 401 of its settings. */
  readonly anonymousStatus?: 401 | 403;
}

export type Route =
  | (RouteFacts & {
      readonly access: 'public';
      readonly handle: (request: PublicRequest) => Promise<Reply> | Reply;
    })
  | (RouteFacts & {
      readonly access: 'signed-in' | 'admin';
      readonly handle: (request: GatewayRequest) => Promise<Reply> | Reply;
    });

/** A route's method, place and path in one text, as the allow-list names it. */
export type RouteName = `${Method} ${Place} /${string}`;

type UserHandle = (request: GatewayRequest) => Promise<Reply> | Reply;

/** A route for signed-in users. */
export function userRoute(
  name: RouteName,
  source: Source,
  handle: UserHandle,
  options: Pick<RouteFacts, 'anonymousStatus'> = {},
): Route {
  return { ...parseName(name), source, access: 'signed-in', handle, ...options };
}

/** A route for admins. */
export function adminRoute(name: RouteName, source: Source, handle: UserHandle): Route {
  return { ...parseName(name), source, access: 'admin', handle };
}

/** A route for anybody. */
export function publicRoute(
  name: RouteName,
  source: Source,
  handle: (request: PublicRequest) => Promise<Reply> | Reply,
): Route {
  return { ...parseName(name), source, access: 'public', handle };
}

/** What an API key must be made for to call the route. */
export function needOf({ access, method }: Pick<Route, 'access' | 'method'>): Need {
  if (access === 'admin') return 'admin';
  return method === 'GET' ? 'read' : 'write';
}

export function nameOf({ method, place, path }: Route): string {
  return `${method} ${place} ${path}`;
}

function parseName(name: RouteName): Pick<RouteFacts, 'method' | 'place' | 'path'> {
  const [method, place, path = ''] = name.split(' ');
  return { method: method as Method, place: place as Place, path };
}
