/** Health, readiness and metrics of this process. */
import type { Authenticator } from '@/lib/features/accounts/authenticate';
import { requireScope } from '@/lib/features/accounts/require-scope';
import { AppError } from '@/lib/kernel/errors';

import { isDirectLoopback } from '../client-address';
import type { Metrics } from '../metrics';
import type { Readiness } from '../readiness';
import { bytes, json } from '../reply';
import { publicRoute, type PublicRequest, type Route } from '../route';

export interface ProcessRouteDeps {
  readonly authenticator: Pick<Authenticator, 'fromRequest'>;
  readonly metrics: Pick<Metrics, 'read'>;
  readonly readiness: () => Promise<Readiness>;
}

const NO_STORE = { 'cache-control': 'no-store' };

export function processRoutes({ authenticator, metrics, readiness }: ProcessRouteDeps): Route[] {
  return [
    publicRoute('GET root /healthz', 'process', () => json({ status: 'ok' }, 200, NO_STORE)),
    publicRoute('GET root /readyz', 'process', async () => {
      const state = await readiness();
      return json(state, state.status === 'ready' ? 200 : 503, NO_STORE);
    }),
    publicRoute('GET root /metrics', 'process', async (request) => {
      await admitToMetrics(authenticator, request);
      const { text, contentType } = await metrics.read();
      return bytes(Buffer.from(text), contentType, NO_STORE);
    }),
  ];
}

/** Scrapers on this machine, or with an admin's bearer token. */
async function admitToMetrics(
  authenticator: ProcessRouteDeps['authenticator'],
  { body, headers: { authorization } }: PublicRequest,
): Promise<void> {
  if (isDirectLoopback(body)) return;
  const caller =
    authorization === undefined ? null : await authenticator.fromRequest({ authorization });
  if (caller === null) throw new AppError('unauthenticated', 'An admin’s bearer token is wanted.');
  if (caller.role !== 'admin') throw new AppError('forbidden', 'Only admins may do this.');
  requireScope(caller, 'admin');
}
