import { usageDay } from '@/lib/domain/usage';
import type { Caller } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import type { UsageRepository } from '@/prisma-free-db/repositories/usage';

const DAY_MS = 24 * 3_600_000;

/** @throws AppError `too_many_requests` when the caller has used up the day's device-seconds */
export async function requireDeviceSeconds(
  usage: Pick<UsageRepository, 'sumDay'>,
  { userId, limits }: Pick<Caller, 'userId' | 'limits'>,
  now = new Date(),
): Promise<void> {
  const { deviceSecondsPerDay: limit } = limits;
  if (limit === null) return;
  const { deviceSeconds } = await usage.sumDay(userId, usageDay(now));
  if (deviceSeconds < limit) return;
  throw new AppError(
    'too_many_requests',
    `You have used ${Math.round(deviceSeconds)} of ${limit} device-seconds today. The next day begins at 00:00 UTC.`,
    {
      reason: 'device_seconds',
      facts: { used: Math.round(deviceSeconds), limit },
      retryAfterS: Math.ceil((DAY_MS - (now.getTime() % DAY_MS)) / 1_000),
    },
  );
}
