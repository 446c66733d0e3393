import { AppError } from '@/lib/kernel/errors';
import type { UserId } from '@/lib/kernel/ids';
import { jsonFault } from '@/lib/kernel/json-bounds';
import type { UserSettingsRepository } from '@/prisma-free-db/repositories/user-settings';

type Deps = { readonly userSettings: Pick<UserSettingsRepository, 'merge'> };

const NAME_MAX_LENGTH = 256;
/** The editor has some 150 settings, and extensions bring their own. */
const NAMES_MAX = 2_000;
const VALUE_MAX_CHARACTERS = 1024 * 1024;

/**
 * Merges settings in, key by key; what is not named stays.
 * @param values a plain object; a value of undefined removes its key
 * @throws AppError `invalid_input` (not an object, a name or value too long or too deep), `too_large` (too many)
 */
export async function writeSettings(
  { userSettings }: Deps,
  userId: UserId,
  values: unknown,
): Promise<void> {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new AppError('invalid_input', 'Settings must be one JSON object of names and values.');
  }
  const entries = Object.entries(values) as [string, unknown][];
  if (entries.length > NAMES_MAX) {
    throw new AppError('too_large', `At most ${NAMES_MAX} settings can be written at once.`);
  }
  for (const [name, value] of entries) checkSetting(name, value);
  await userSettings.merge(userId, Object.fromEntries(entries));
}

function checkSetting(name: string, value: unknown): void {
  if (name === '' || name.length > NAME_MAX_LENGTH) {
    throw new AppError('invalid_input', `A setting's name has 1 to ${NAME_MAX_LENGTH} characters.`);
  }
  const fault = jsonFault(value);
  if (fault !== null) {
    throw new AppError('invalid_input', `The value of the setting ${name} ${fault}.`);
  }
  if (value !== undefined && JSON.stringify(value).length > VALUE_MAX_CHARACTERS) {
    throw new AppError('invalid_input', `The value of the setting ${name} is too long.`);
  }
}
