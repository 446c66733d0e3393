/**
 * Who a request to a runner is for. Runners believe only signed names: a program on this host that
 * finds a runner's port can neither read nor run anything.
 */
import { createHmac } from 'node:crypto';

/** The worker's own calls. */
export const SYSTEM_TENANT = 'system';
/** The extension's, see `selftest.py`. */
export const SELFTEST_TENANT = 'atelier-selftest';

/**
 * @param secret the text of ATELIER_RUNNER_SECRET
 * @returns `x-atelier-tenant` and its HMAC-SHA256 over `tenant:<name>`, hex
 */
export function tenantHeaders(secret: string, tenant: string): Record<string, string> {
  return {
    'x-atelier-tenant': tenant,
    'x-atelier-signature': createHmac('sha256', secret).update(`tenant:${tenant}`).digest('hex'),
  };
}
