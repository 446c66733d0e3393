/** The caller's own use, by day. */
import { addUsage, NO_USAGE, usageDay, type UsageDay, type UsageSums } from '@/lib/domain/usage';
import type { Caller } from '@/lib/domain/user';
import type { UsageRepository } from '@/prisma-free-db/repositories/usage';

export interface UsageReport {
  readonly today: UsageDay;
  /** Sum of the days below. */
  readonly total: UsageSums;
  /** Days with any use, newest first, today among them. */
  readonly days: readonly UsageDay[];
  /** Device-seconds that the caller may use in a day; null: no limit. */
  readonly deviceSecondsPerDay: number | null;
}

const DAY_MS = 24 * 3_600_000;

/** @param span how many days, today included */
export async function readUsage(
  usage: Pick<UsageRepository, 'listDays' | 'sumDay'>,
  { userId, limits }: Pick<Caller, 'userId' | 'limits'>,
  span: number,
  now = new Date(),
): Promise<UsageReport> {
  const day = usageDay(now);
  const from = usageDay(new Date(now.getTime() - (span - 1) * DAY_MS));
  const [earlier, sums] = await Promise.all([
    usage.listDays(userId, from),
    // Sums of days are a little late; today's is asked for most.
    usage.sumDay(userId, day),
  ]);
  const today = { day, ...sums };
  const days = [today, ...earlier.filter((known) => known.day !== day)].filter(
    ({ runs }) => runs > 0,
  );
  const total = days.reduce<UsageSums>(addUsage, NO_USAGE);
  const { runs, deviceSeconds, images, bytes } = total;
  return {
    today,
    days,
    total: { runs, deviceSeconds, images, bytes },
    deviceSecondsPerDay: limits.deviceSecondsPerDay,
  };
}
