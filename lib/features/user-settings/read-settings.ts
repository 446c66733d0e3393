import type { UserId } from '@/lib/kernel/ids';
import type { UserSettingsRepository } from '@/prisma-free-db/repositories/user-settings';

import { DEFAULT_SETTINGS } from './default-settings';

type Deps = { readonly userSettings: Pick<UserSettingsRepository, 'all' | 'get'> };

/** All of the user's settings by name, over the defaults. */
export async function readSettings(
  { userSettings }: Deps,
  userId: UserId,
): Promise<Record<string, unknown>> {
  return { ...DEFAULT_SETTINGS, ...(await userSettings.all(userId)) };
}

/** One setting, or its default, or null. */
export async function readSetting(
  { userSettings }: Deps,
  userId: UserId,
  name: string,
): Promise<unknown> {
  const own = await userSettings.get(userId, name);
  if (own !== undefined) return own;
  return Object.hasOwn(DEFAULT_SETTINGS, name) ? DEFAULT_SETTINGS[name] : null;
}
