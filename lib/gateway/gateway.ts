/**
 * The gateway: everything that is answered before Next. In order: is the path ours → is there a
 * route → does it take the method → who asks, and may they → is it forged → the handler.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Caller } from '@/lib/domain/user';
import type { Authenticator } from '@/lib/features/accounts/authenticate';
import { requireScope } from '@/lib/features/accounts/require-scope';
import { isForged } from '@/lib/http/origin';
import { AppError } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';
import type { Networks } from '@/lib/kernel/networks';

import { clientAddress } from './client-address';
import { errorReply, type ErrorForm } from './error-reply';
import { decodeParameter, parseTarget, STUDIO_BASE, type Target } from './paths';
import { parseJson, readBody } from './read-body';
import { empty, type Reply } from './reply';
import { needOf, type GatewayRequest, type Method, type PublicRequest, type Route } from './route';
import { createRouter, type Match } from './router';
import { writeReply } from './write-reply';

export interface Gateway {
  /**
   * @param guest who asks, where a door before this one knows already; then what is unknown here is
   *   left to that door
   * @returns false when the path is not the gateway's: the request is untouched
   */
  handle(request: IncomingMessage, response: ServerResponse, guest?: Caller): Promise<boolean>;
}

export interface GatewayDeps {
  readonly routes: readonly Route[];
  readonly authenticator: Pick<Authenticator, 'fromRequest'>;
  /** The editor's static files: what is left of `/studio/` after the routes. */
  readonly editorFiles: {
    handle(path: string, request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  };
  readonly log: Logger;
  readonly maxJsonBytes: number;
  readonly trustProxy: boolean;
  /** From where admins' routes may be called. */
  readonly adminNetworks: Networks;
  /** Told of every answer, for metrics. @param route the pattern, or `unknown` */
  readonly onAnswer: (route: string, method: string, status: number, durationMs: number) => void;
}

/** Paths of the editor that it names from the root of the origin, whatever its base is. */
const ROOT_TWINS = ['/assets/', '/cursor/'];

function requireAdmin(
  caller: Caller,
  request: IncomingMessage,
  { adminNetworks, trustProxy }: Pick<GatewayDeps, 'adminNetworks' | 'trustProxy'>,
): void {
  const address = clientAddress(request, trustProxy);
  if (caller.role === 'admin' && adminNetworks.includes(address)) return;
  throw new AppError('forbidden', 'Only admins may do this, from networks that are open to them.', {
    reason: 'admins_only',
  });
}

export function createGateway(deps: GatewayDeps): Gateway {
  const router = createRouter(deps.routes);

  return {
    async handle(request, response, guest) {
      const target = parseTarget(request.url ?? '/');
      const match = router.match(target.path);
      const path = ownPath(target.path);
      if (match === null && path === null) return false;

      const startedAt = performance.now();
      const context = { requestId: randomUUID(), log: deps.log };
      response.setHeader('x-request-id', context.requestId);
      const form: ErrorForm = path === null ? 'plain' : 'comfy';
      const label = match === null ? 'editor-files' : patternOf(match);
      try {
        if (match !== null) {
          await writeReply(
            request,
            response,
            await answer(match, target, request, response, context, guest),
          );
        } else if (!(await serveEditorFile(path ?? '', request, response))) {
          if (guest !== undefined) return false;
          await writeReply(
            request,
            response,
            empty(404, { 'content-type': 'application/octet-stream' }),
          );
        }
      } catch (error) {
        await writeReply(request, response, errorReply(error, form, context));
      }
      deps.onAnswer(
        label,
        request.method ?? '',
        response.statusCode,
        performance.now() - startedAt,
      );
      return true;
    },
  };

  async function answer(
    match: Match,
    target: Target,
    request: IncomingMessage,
    response: ServerResponse,
    context: { requestId: string; log: Logger },
    guest: Caller | undefined,
  ): Promise<Reply> {
    const wanted = request.method === 'HEAD' ? 'GET' : request.method;
    const route = match.routes.get(wanted as Method);
    if (route === undefined) {
      request.resume();
      return empty(405, { allow: allowedMethods(match) });
    }
    const publicRequest = (): PublicRequest =>
      toRequest(match, target, request, response, context, deps.maxJsonBytes);
    if (route.access === 'public') return route.handle(publicRequest());
    const caller = await admit(route, request, guest);
    return route.handle({ ...publicRequest(), caller } satisfies GatewayRequest);
  }

  async function admit(
    route: Route,
    request: IncomingMessage,
    guest: Caller | undefined,
  ): Promise<Caller> {
    const { cookie, authorization } = request.headers;
    const caller = guest ?? (await deps.authenticator.fromRequest({ cookie, authorization }));
    if (caller === null) {
      throw new AppError(
        route.anonymousStatus === 403 ? 'forbidden' : 'unauthenticated',
        'Sign in first: the session or token is missing, expired or ended.',
      );
    }
    if (caller.mustChangePassword) {
      throw new AppError('forbidden', 'Change your one-time password first, on the account page.', {
        reason: 'one_time_password',
      });
    }
    if (route.access === 'admin') requireAdmin(caller, request, deps);
    requireScope(caller, needOf(route));
    const header = (name: string): string | undefined => request.headers[name]?.toString();
    if (isForged(request.method ?? '', header, deps.trustProxy)) {
      throw new AppError('forbidden', 'This request does not come from a page of this site.', {
        reason: 'foreign_page',
      });
    }
    return caller;
  }

  async function serveEditorFile(
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean> {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    if (path === '' || path.startsWith('api/')) return false;
    return deps.editorFiles.handle(decodeParameter(path), request, response);
  }
}

/**
 * The path below the editor's root, still encoded, when the gateway answers it: all of `/studio/` but the page itself.
 * @returns null for paths that are Next's
 */
function ownPath(path: string): string | null {
  if (path.startsWith(`${STUDIO_BASE}/`)) {
    const rest = path.slice(STUDIO_BASE.length + 1);
    return rest === '' ? null : rest;
  }
  return ROOT_TWINS.some((prefix) => path.startsWith(prefix)) ? path.slice(1) : null;
}

function allowedMethods({ routes }: Match): string {
  const methods = [...routes.keys()];
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : [])].join(', ');
}

function patternOf({ routes }: Match): string {
  const [first] = routes.values();
  return first === undefined ? 'unknown' : `${first.place}:${first.path}`;
}

function toRequest(
  match: Match,
  target: Target,
  request: IncomingMessage,
  response: ServerResponse,
  context: { requestId: string; log: Logger },
  maxJsonBytes: number,
): PublicRequest {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  const readBytes = (maxBytes = maxJsonBytes): Promise<Buffer> => readBody(request, maxBytes);
  return {
    method: request.method as Method | 'HEAD',
    params: Object.fromEntries(
      Object.entries(match.params).map(([name, value]) => [name, decodeParameter(value)]),
    ),
    query: target.query,
    headers: request.headers,
    target,
    ...context,
    clientGone: gone.signal,
    body: request,
    readBytes,
    async readJson(options) {
      const body = await readBytes();
      if (body.byteLength > 0) return parseJson(body);
      if (options !== undefined && 'whenEmpty' in options) return options.whenEmpty;
      throw new AppError('bad_request', 'The body is empty; JSON is wanted.');
    },
  };
}
