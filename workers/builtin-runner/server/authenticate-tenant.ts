/**
 * Who a request speaks for. The worker signs the tenant's name with a secret that only it and
 * this process know; anything else is refused before a route is looked at.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import { isTenantName } from '../files/tenant-folders';

export const TENANT_HEADER = 'x-atelier-tenant';
export const SIGNATURE_HEADER = 'x-atelier-signature';
/** Who speaks when a runner was started without a secret and the request names nobody. */
const ANONYMOUS = 'local';

/** Hex HMAC-SHA256 over `tenant:<name>`. */
export function signTenant(secret: string, tenant: string): string {
  return createHmac('sha256', secret).update(`tenant:${tenant}`).digest('hex');
}

/**
 * @param secret null: the runner trusts whoever reaches it
 * @returns the tenant's name, or null when the request has to be refused
 */
export function authenticateTenant(
  headers: IncomingHttpHeaders,
  secret: string | null,
): string | null {
  const tenant = headers[TENANT_HEADER];
  if (secret === null && tenant === undefined) return ANONYMOUS;
  if (typeof tenant !== 'string' || !isTenantName(tenant)) return null;
  if (secret === null) return tenant;
  const given = headers[SIGNATURE_HEADER];
  if (typeof given !== 'string') return null;
  const wanted = Buffer.from(signTenant(secret, tenant));
  const received = Buffer.from(given);
  return received.length === wanted.length && timingSafeEqual(received, wanted) ? tenant : null;
}
