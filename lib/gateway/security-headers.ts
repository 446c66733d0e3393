/**
 * Headers that bound what a page may do. Everything comes from our own origin; the object store is
 * the one exception, for files, where browsers are sent to it.
 */
import type { ServerResponse } from 'node:http';

export interface PagePolicyOptions {
  /** For the scripts in this page's own HTML. */
  readonly nonce: string;
  /** The page's host with its port, as the browser sees it; older browsers do not count sockets as `'self'`. */
  readonly host: string;
  /** Origins of the object store and of the network in front of it, where browsers are sent there. */
  readonly filesOrigins: readonly string[];
  readonly https: boolean;
}

const HOST = /^[\w.-]+(:\d+)?$|^\[[0-9a-f:]+\](:\d+)?$/i;

/** The Content-Security-Policy of our pages. The editor lives in one of them, so they share it. */
export function pagePolicy({ nonce, host, filesOrigins: files, https }: PagePolicyOptions): string {
  const sockets = HOST.test(host) ? [`${https ? 'wss' : 'ws'}://${host}`] : [];
  const directives: Record<string, readonly string[]> = {
    'default-src': ["'self'"],
    'script-src': ["'self'", `'nonce-${nonce}'`, "'wasm-unsafe-eval'"],
    // The editor and our components set style attributes and add style elements at run time.
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:', ...files],
    'media-src': ["'self'", 'data:', 'blob:', ...files],
    'font-src': ["'self'", 'data:'],
    'connect-src': ["'self'", 'data:', 'blob:', ...sockets, ...files],
    'worker-src': ["'self'", 'blob:'],
    'frame-src': ["'self'", 'blob:'],
    'frame-ancestors': ["'self'"],
    'form-action': ["'self'"],
    'base-uri': ["'self'"],
    'object-src': ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join('; ');
}

/** For bytes that a user made: shown alone they may run nothing. */
export const FILE_POLICY =
  "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox";

const ONE_YEAR_S = 31_536_000;

/** Headers of every answer, pages or not. */
export function setCommonHeaders(response: ServerResponse, https: boolean): void {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'same-origin');
  response.setHeader('x-frame-options', 'SAMEORIGIN');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  if (https) response.setHeader('strict-transport-security', `max-age=${ONE_YEAR_S}`);
}

/** What only a page needs. @param policy its Content-Security-Policy */
export function setPageHeaders(response: ServerResponse, policy: string): void {
  response.setHeader('content-security-policy', policy);
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('permissions-policy', 'camera=(self), microphone=(self), geolocation=()');
}
