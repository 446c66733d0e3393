/**
 * The wrapper of our JSON routes in Next: who may call, what comes in, and the one place where
 * errors become answers, `{error: {code, message, reason?, facts?, faults?}}`.
 */
import type { z } from 'zod';

import type { Need } from '@/lib/domain/api-key';
import { may, type Permission } from '@/lib/domain/permissions';
import type { Caller } from '@/lib/domain/user';
import { requireScope } from '@/lib/features/accounts/require-scope';
import { recordAct, type ActRecord } from '@/lib/features/audit/record-act';
import { AppError, errorMessage } from '@/lib/kernel/errors';
import { invalidInput } from '@/lib/kernel/invalid-input';

import { isForged } from './origin';
import { services, type WebServices } from './services';

const BODY_MAX_BYTES = 256 * 1024;

export interface RouteRequest<Body, Query, Who> {
  readonly caller: Who;
  readonly body: Body;
  readonly query: Query;
  readonly params: Record<string, string>;
  readonly request: Request;
  /** The client's network address, as server.ts found it. */
  readonly address: string;
  readonly services: WebServices;
}

interface RouteOptions<Body, Query> {
  readonly body?: z.ZodType<Body>;
  readonly query?: z.ZodType<Query>;
  /** Whether a user who still has a one-time password may call it. */
  readonly beforePasswordChange?: boolean;
  /** Default: `read` for GET, `write` for the rest. `session`: no API key will do. */
  readonly needs?: Extract<Need, 'read' | 'session'>;
}

type Answer = Response | object | null;
type Handler<Body, Query, Who> = (request: RouteRequest<Body, Query, Who>) => Promise<Answer>;
type NextRoute = (
  request: Request,
  context: { params: Promise<Record<string, string>> },
) => Promise<Response>;

/** A route that anybody may call. */
export function publicRoute<Body = undefined, Query = undefined>(
  options: RouteOptions<Body, Query>,
  handler: Handler<Body, Query, null>,
): NextRoute {
  return route(options, () => null, handler);
}

/** A route for signed-in users. */
export function userRoute<Body = undefined, Query = undefined>(
  options: RouteOptions<Body, Query>,
  handler: Handler<Body, Query, Caller>,
): NextRoute {
  const admit = (caller: Caller | null, method: string): Caller => {
    const known = requireCaller(caller, options);
    requireScope(known, options.needs ?? needOf(method));
    return known;
  };
  return route(options, admit, handler);
}

/** A route of the console, for those whose role has the permission. */
export function adminRoute<Body = undefined, Query = undefined>(
  options: RouteOptions<Body, Query> & { readonly permission: Permission },
  handler: Handler<Body, Query, Caller>,
): NextRoute {
  return route(options, (caller, _, address) => admitAdmin(caller, address, options), handler);
}

interface ActRequest<Body, Query> extends RouteRequest<Body, Query, Caller> {
  /** Writes the act into the audit record and then does it. */
  readonly record: <Result>(record: ActRecord, act: () => Promise<Result>) => Promise<Result>;
}

/**
 * A route of the console that changes something: its handler does so inside `record`, exactly so that
 * there is no act without an entry.
 */
export function adminAct<Body = undefined, Query = undefined>(
  options: RouteOptions<Body, Query> & { readonly permission: Permission },
  handler: (request: ActRequest<Body, Query>) => Promise<Answer>,
): NextRoute {
  return adminRoute(options, async (request) => {
    const { caller, address, services: web } = request;
    const records: ActRecord[] = [];
    const answer = await handler({
      ...request,
      record(record, act) {
        records.push(record);
        return recordAct({ audit: web.db.audit, caller, address }, record, act);
      },
    });
    if (records.length === 0) throw new Error('an act of the console was not recorded');
    return answer;
  });
}

function admitAdmin(
  caller: Caller | null,
  address: string,
  options: { readonly permission: Permission; readonly beforePasswordChange?: boolean },
): Caller {
  const known = requireCaller(caller, options);
  if (!may(known.role, options.permission)) {
    throw new AppError('forbidden', 'Your role does not allow this. Ask an admin.', {
      reason: 'role',
    });
  }
  requireScope(known, 'admin');
  if (!services().adminNetworks.includes(address)) {
    throw new AppError(
      'forbidden',
      `The console is not open to your network address, ${address}.`,
      { reason: 'network' },
    );
  }
  return known;
}

function needOf(method: string): Need {
  return method === 'GET' || method === 'HEAD' ? 'read' : 'write';
}

function requireCaller(caller: Caller | null, options: { beforePasswordChange?: boolean }): Caller {
  if (caller === null) {
    throw new AppError(
      'unauthenticated',
      'Sign in first: the session or token is missing, expired or ended.',
    );
  }
  if (caller.mustChangePassword && options.beforePasswordChange !== true) {
    throw new AppError('forbidden', 'Change your one-time password first, on the account page.', {
      reason: 'one_time_password',
    });
  }
  return caller;
}

function route<Body, Query, Who>(
  options: RouteOptions<Body, Query>,
  admit: (caller: Caller | null, method: string, address: string) => Who,
  handler: Handler<Body, Query, Who>,
): NextRoute {
  return async (request, context) => {
    try {
      const web = services();
      const header = (name: string): string | undefined => request.headers.get(name) ?? undefined;
      if (isForged(request.method, header, web.env.TRUST_PROXY)) {
        throw new AppError('forbidden', 'This request does not come from a page of this site.', {
          reason: 'foreign_page',
        });
      }
      const caller = await web.authenticator.fromRequest({
        cookie: header('cookie'),
        authorization: header('authorization'),
      });
      const address = header('x-atelier-client-ip') ?? 'unknown';
      const answer = await handler({
        caller: admit(caller, request.method, address),
        body: await readBody(request, options.body),
        query: readQuery(request, options.query),
        params: await context.params,
        request,
        address,
        services: web,
      });
      if (answer instanceof Response) return answer;
      return answer === null ? new Response(null, { status: 204 }) : json(answer, 200);
    } catch (error) {
      return errorResponse(error);
    }
  };
}

/** The answer for anything thrown; what is not an AppError is a fault of ours and goes to the log. */
export function errorResponse(error: unknown): Response {
  if (error instanceof AppError) {
    const headers =
      error.retryAfterS === undefined ? {} : { 'retry-after': String(error.retryAfterS) };
    return json({ error: error.toPublic() }, error.status, headers);
  }
  services().log.error(
    { error: errorMessage(error), stack: (error as Error).stack },
    'request failed',
  );
  return json(
    { error: { code: 'internal', message: 'Something went wrong here. It has been logged.' } },
    500,
  );
}

function json(value: object, status: number, headers: Record<string, string> = {}): Response {
  return Response.json(value, { status, headers: { 'cache-control': 'no-store', ...headers } });
}

async function readBody<Body>(
  request: Request,
  schema: z.ZodType<Body> | undefined,
): Promise<Body> {
  if (schema === undefined) return undefined as Body;
  const text = await readText(request);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AppError('bad_request', 'The body is not valid JSON.');
  }
  return parse(schema, value, 'body');
}

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  if (request.body === null) return '';
  for await (const chunk of request.body as AsyncIterable<Uint8Array> & typeof request.body) {
    bytes += chunk.byteLength;
    if (bytes > BODY_MAX_BYTES) {
      throw new AppError('too_large', `The body is larger than ${BODY_MAX_BYTES / 1024} KiB.`, {
        reason: 'body_size',
        facts: { limit: BODY_MAX_BYTES },
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readQuery<Query>(request: Request, schema: z.ZodType<Query> | undefined): Query {
  if (schema === undefined) return undefined as Query;
  return parse(schema, Object.fromEntries(new URL(request.url).searchParams), 'query');
}

function parse<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidInput(parsed.error, where);
}
