/** Which values settings may have. */
import { z } from 'zod';

import { eachLimit, type Limits } from '@/lib/domain/limits';
import { ANNOUNCEMENT_MAX_LENGTH, type Settings } from '@/lib/domain/settings';
import type { Role } from '@/lib/domain/user';

const whole = (min: number, max: number) => z.number().int().min(min).max(max);
const amount = whole(0, Number.MAX_SAFE_INTEGER).nullable().optional();
const NAME_MAX_LENGTH = 300;
const NAMES_MAX = 500;
const names = z
  .array(z.string().trim().min(1).max(NAME_MAX_LENGTH))
  .max(NAMES_MAX)
  .nullable()
  .optional();

/** A user's or a role's own limits. */
export const limitsSchema = z.strictObject(eachLimit(amount, names)) as unknown as z.ZodType<
  Partial<Limits>
>;

const roleLimits = z.strictObject({
  admin: limitsSchema.optional(),
  operator: limitsSchema.optional(),
  user: limitsSchema.optional(),
  guest: limitsSchema.optional(),
}) as unknown as z.ZodType<Partial<Record<Role, Partial<Limits>>>>;

const DAY_S = 86_400;

export const SETTING_SCHEMAS: { readonly [Name in keyof Settings]: z.ZodType<Settings[Name]> } = {
  runsWaitingMax: whole(1, 100_000),
  idleTimeoutS: whole(5, 7 * DAY_S),
  trashKeptDays: whole(1, 3_650),
  tempKeptHours: whole(1, 8_760),
  cpuMaxPercent: whole(1, 100),
  memoryMaxPercent: whole(1, 100),
  queueCheckMaxMs: whole(10, 60_000),
  announcement: z
    .strictObject({
      text: z.string().trim().min(1).max(ANNOUNCEMENT_MAX_LENGTH),
      tone: z.enum(['info', 'warn']),
    })
    .nullable(),
  roleLimits,
};

/** A change of some settings; unknown names are refused. */
export const settingsChangeSchema = z
  .strictObject(SETTING_SCHEMAS)
  .partial() as unknown as z.ZodType<Partial<Settings>>;
