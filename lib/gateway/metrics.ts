/** What this process tells Prometheus. */
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

import { RUN_STATES } from '@/lib/domain/prompt-run';
import { isOnline } from '@/lib/domain/slot';
import type { Database } from '@/prisma-free-db/client';

export interface Metrics {
  /** @param durationMs from the request's head to the end of the reply's writing */
  readonly onAnswer: (route: string, method: string, status: number, durationMs: number) => void;
  /** The text of all metrics, and its content type. */
  read(): Promise<{ text: string; contentType: string }>;
}

export interface MetricsDeps {
  readonly db: Pick<Database, 'promptRuns' | 'slots'>;
  /** Open sockets by kind. */
  readonly sockets: () => Readonly<Record<'comfy' | 'live', number>>;
}

const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

export function createMetrics({ db, sockets }: MetricsDeps): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];

  const requests = new Histogram({
    name: 'atelier_http_request_duration_seconds',
    help: 'Requests that the gateway answered, by route.',
    labelNames: ['route', 'method', 'status'],
    buckets: BUCKETS_S,
    registers,
  });
  new Gauge({
    name: 'atelier_sockets',
    help: 'Open sockets of this replica.',
    labelNames: ['kind'],
    registers,
    collect() {
      for (const [kind, count] of Object.entries(sockets())) this.set({ kind }, count);
    },
  });
  new Gauge({
    name: 'atelier_runs_active',
    help: 'Prompt runs of the installation that wait or run.',
    labelNames: ['state'],
    registers,
    async collect() {
      for (const state of RUN_STATES.slice(0, 2)) {
        this.set({ state }, await db.promptRuns.countByStateAsSystem(state));
      }
    },
  });
  new Gauge({
    name: 'atelier_slots_online',
    help: 'Device slots heard of lately, by state.',
    labelNames: ['pool', 'state'],
    registers,
    async collect() {
      this.reset();
      const now = new Date();
      const online = (await db.slots.listAsSystem()).filter((slot) => isOnline(slot, now));
      for (const { pool, state } of online) this.inc({ pool, state });
    },
  });

  return {
    onAnswer(route, method, status, durationMs) {
      requests.observe({ route, method, status: String(status) }, durationMs / 1000);
    },
    async read() {
      return { text: await registry.metrics(), contentType: registry.contentType };
    },
  };
}
