/** Health, readiness and metrics of this process. */
import type { Authenticator } from '@/lib/features/accounts/authenticate';
import { requireScope } from '@/lib/features/accounts/require-scope';
import { AppError } from '@/lib/kernel/errors';
import type { Networks } from '@/lib/kernel/networks';

import { clientAddress, isDirectLoopback } from '../client-address';
import type { Metrics } from '../metrics';
import type { Readiness } from '../readiness';
import { bytes, json } from '../reply';
import { publicRoute, type PublicRequest, type Route } from '../route';

export interface ProcessRouteDeps {
  readonly authenticator: Pick<Authenticator, 'fromRequest'>;
  readonly adminNetworks: Networks;
  readonly trustProxy: boolean;
  readonly metrics: Pick<Metrics, 'read'>;
  readonly readiness: () => Promise<Readiness>;
}

const NO_STORE = { 'cache-control': 'no-store' };

export function processRoutes(deps: ProcessRouteDeps): Route[] {
  const { metrics, readiness } = deps;
  return [
    publicRoute('GET root /healthz', 'process', () => json({ status: 'ok' }, 200, NO_STORE)),
    publicRoute('GET root /readyz', 'process', async () => {
      const state = await readiness();
      return json(state, state.status === 'ready' ? 200 : 503, NO_STORE);
    }),
    publicRoute('GET root /metrics', 'process', async (request) => {
      await admitToMetrics(deps, request);
      const { text, contentType } = await metrics.read();
      return bytes(Buffer.from(text), contentType, NO_STORE);
    }),
  ];
}

/** Scrapers on this machine, or with an admin's bearer token. */
async function admitToMetrics(
  { authenticator, adminNetworks, trustProxy }: ProcessRouteDeps,
  { body, headers: { authorization } }: PublicRequest,
): Promise<void> {
  if (isDirectLoopback(body)) return;
  const caller =
    authorization === undefined ? null : await authenticator.fromRequest({ authorization });
  if (caller === null) throw new AppError('unauthenticated', 'An admin’s bearer token is wanted.');
  if (caller.role !== 'admin' || !adminNetworks.includes(clientAddress(body, trustProxy))) {
    throw new AppError(
      'forbidden',
      'Only admins may do this, from networks that are open to them.',
    );
  }
  requireScope(caller, 'admin');
}
