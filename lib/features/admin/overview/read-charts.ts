import type { Rollup, RollupSpan } from '@/lib/domain/rollup';
import type { RollupRepository } from '@/prisma-free-db/repositories/rollups';

export const CHART_SPANS = ['1h', '24h', '7d'] as const;
export type ChartSpan = (typeof CHART_SPANS)[number];

const HOUR_MS = 3_600_000;
const SPANS: Record<ChartSpan, { readonly lengthMs: number; readonly of: RollupSpan }> = {
  '1h': { lengthMs: HOUR_MS, of: 'minute' },
  '24h': { lengthMs: 24 * HOUR_MS, of: 'minute' },
  '7d': { lengthMs: 7 * 24 * HOUR_MS, of: 'hour' },
};

/** One point of the charts. */
export interface ChartPoint extends Omit<Rollup, 'id' | 'span' | 'at' | 'waitMs' | 'runMs'> {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Mean seconds that runs waited and ran; null when none ended. */
  readonly waitS: number | null;
  readonly runS: number | null;
}

/** Points from oldest to newest; minutes in which no janitor ran are missing. */
export async function readCharts(
  rollups: Pick<RollupRepository, 'listAsSystem'>,
  span: ChartSpan,
  now = new Date(),
): Promise<ChartPoint[]> {
  const { lengthMs, of } = SPANS[span];
  const found = await rollups.listAsSystem(of, new Date(now.getTime() - lengthMs), now);
  return found.map(({ id: _id, span: _span, at, waitMs, runMs, ...rest }) => ({
    ...rest,
    at: at.getTime(),
    waitS: rest.started === 0 ? null : waitMs / rest.started / 1_000,
    runS: rest.started === 0 ? null : runMs / rest.started / 1_000,
  }));
}
