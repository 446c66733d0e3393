/** What Next must know about a request before it draws a page. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { isHttps } from './client-address';
import { parseTarget, STUDIO_BASE } from './paths';
import { pagePolicy, setPageHeaders } from './security-headers';

export interface PageOptions {
  readonly trustProxy: boolean;
  /** The address that people type, where it is configured. */
  readonly publicUrl: string | undefined;
  /** Addresses of the object store and of a network in front of it, where browsers reach them. */
  readonly filesUrls: readonly (string | undefined)[];
}

/** For inline scripts of our own pages; Next takes its own copy from the policy. */
const NONCE_HEADER = 'x-nonce';
const NONCE_BYTES = 16;

/**
 * Sets the page's policy on the answer, and policy and nonce on the request, where Next looks for them.
 * @returns false when the request was answered here
 */
export function preparePage(
  request: IncomingMessage,
  response: ServerResponse,
  { trustProxy, publicUrl, filesUrls }: PageOptions,
): boolean {
  const { path } = parseTarget(request.url ?? '/');
  const { headers } = request;
  if (publicUrl !== undefined) {
    const { host, protocol } = new URL(publicUrl);
    headers['x-forwarded-host'] = host;
    headers['x-forwarded-proto'] = protocol.replace(':', '');
  }
  if (path.startsWith('/_next/')) return true;
  // The editor computes its base from the page's path, so the page's slash matters.
  if (path === STUDIO_BASE && headers['rsc'] === undefined && request.method === 'GET') {
    const query = (request.url ?? '').slice(path.length);
    response.writeHead(308, { location: `${STUDIO_BASE}/${query}` }).end();
    return false;
  }
  const nonce = randomBytes(NONCE_BYTES).toString('base64');
  const forwardedHost = headers['x-forwarded-host']?.toString();
  const policy = pagePolicy({
    nonce,
    filesOrigins: filesUrls.flatMap((url) => (url === undefined ? [] : [new URL(url).origin])),
    host: forwardedHost ?? headers.host ?? '',
    https: isHttps(request, trustProxy, publicUrl),
  });
  headers[NONCE_HEADER] = nonce;
  headers['content-security-policy'] = policy;
  setPageHeaders(response, policy);
  return true;
}
