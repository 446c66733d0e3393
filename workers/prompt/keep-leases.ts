/**
 * Renews the leases of the runs that this worker holds, and learns in the same step whether to stop.
 * A lease that could not be renewed in time counts as lost by our own clock, before anybody else may
 * take the run.
 */
import type { RunLease } from '@/lib/domain/prompt-run';
import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

import type { ActiveRun, ActiveRuns } from './active-runs';

const RENEWALS_PER_LEASE = 3;

interface KeepLeasesOptions {
  readonly promptRuns: PromptRunRepository;
  readonly activeRuns: ActiveRuns;
  readonly leaseMs: number;
  readonly log: Logger;
}

export function keepLeases({ promptRuns, activeRuns, leaseMs, log }: KeepLeasesOptions) {
  const intervalMs = leaseMs / RENEWALS_PER_LEASE;

  async function renew(active: ActiveRun): Promise<void> {
    const untilMs = Date.now() + leaseMs;
    const lease: RunLease = { ...active.lease, until: new Date(untilMs) };
    try {
      const answer = await promptRuns.heartbeatAsSystem(active.run.id, lease);
      active.leaseUntilMs = untilMs;
      if (answer === 'lost') lose(active, 'another worker has it');
      if (answer === 'cancel') active.stop('cancel');
    } catch (error) {
      log.warn({ runId: active.run.id, error: errorMessage(error) }, 'lease not renewed');
    }
  }

  function lose(active: ActiveRun, reason: string): void {
    if (active.lost.aborted) return;
    log.warn({ runId: active.run.id, reason }, 'run lost');
    active.stop('lost');
  }

  const timer = setInterval(() => {
    const now = Date.now();
    for (const active of activeRuns.all()) {
      // The database may hang without a word, or this process may have been stopped for a while.
      if (active.leaseUntilMs < now) lose(active, 'its lease could not be renewed in time');
      // A run that was claimed a moment ago needs no renewal yet.
      else if (active.leaseUntilMs < now + leaseMs - intervalMs / 2) void renew(active);
    }
  }, intervalMs);
  return { stop: () => clearInterval(timer) };
}
