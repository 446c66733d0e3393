/**
 * Our JSON API without Next: the route files below `app/api`, called as Next calls them. What differs
 * from production is only who matches the path.
 */
import { readdirSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { PROJECT_DIR } from '@/cli/launcher/environment.mjs';
import { provideServices, type WebServices } from '@/lib/http/services';

type Handler = (
  request: Request,
  context: { params: Promise<Record<string, string>> },
) => Promise<Response>;

/** Every path below `/api`, with parameters in square brackets. */
export function apiPatterns(): string[] {
  return FILES.map((file) => `/api/${path.dirname(file).split(path.sep).join('/')}`);
}

interface Found {
  readonly file: string;
  readonly params: Record<string, string>;
}

const ROOT = path.join(PROJECT_DIR, 'app', 'api');
const FILES = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((file) => path.basename(file) === 'route.ts' && !file.includes('[...'))
  // Fixed names come before parameters.
  .sort((a, b) => a.split('[').length - b.split('[').length);

function find(pathname: string): Found | null {
  const given = pathname.split('/').slice(2);
  for (const file of FILES) {
    const wanted = path.dirname(file).split(path.sep);
    if (wanted.length !== given.length) continue;
    const params: Record<string, string> = {};
    const fits = wanted.every((part, index) => {
      const value = given[index] ?? '';
      if (!part.startsWith('[')) return part === value;
      params[part.slice(1, -1)] = decodeURIComponent(value);
      return true;
    });
    if (fits) return { file: path.join(ROOT, file), params };
  }
  return null;
}

/** Answers requests below `/api` with the route files; @returns false when there is none. */
export function createAppRoutes(web: WebServices) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
    const found = find(url.pathname);
    if (found === null) return false;
    // Several rigs may live in one process; the last call says whose turn it is.
    provideServices(web);
    const methods = (await import(found.file)) as Record<string, Handler | undefined>;
    const handler = methods[request.method ?? ''];
    if (handler === undefined) {
      response.writeHead(405).end();
      return true;
    }
    const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
    const answer = await handler(
      new Request(url, {
        method: request.method ?? 'GET',
        headers: request.headers as Record<string, string>,
        ...(hasBody && { body: Readable.toWeb(request) as ReadableStream, duplex: 'half' }),
      }),
      { params: Promise.resolve(found.params) },
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (answer.body === null) response.end();
    else await pipeline(Readable.fromWeb(answer.body as never), response);
    return true;
  };
}
