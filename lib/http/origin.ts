/**
 * Cross-site request forgery: a write that is authenticated by the cookie must come from our own
 * pages. Browsers say where a request comes from in `Origin` and `Sec-Fetch-Site`; scripts cannot
 * change either. Requests with a bearer token need no such check.
 */
export type HeaderReader = (name: string) => string | undefined;

/** @param trustProxy whether `X-Forwarded-Host` is our proxy's */
export function isSameOrigin(header: HeaderReader, trustProxy: boolean): boolean {
  const origin = header('origin');
  if (origin === undefined) {
    const site = header('sec-fetch-site');
    return site === undefined || site === 'same-origin' || site === 'none';
  }
  const host = (trustProxy ? header('x-forwarded-host') : undefined) ?? header('host');
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request must be refused as forged. */
export function isForged(method: string, header: HeaderReader, trustProxy: boolean): boolean {
  if (SAFE_METHODS.has(method) || header('authorization') !== undefined) return false;
  return !isSameOrigin(header, trustProxy);
}
