import { AppError } from '@/lib/kernel/errors';
import type { UserId } from '@/lib/kernel/ids';
import { jsonFault } from '@/lib/kernel/json-bounds';
import type { UserSettingsRepository } from '@/prisma-free-db/repositories/user-settings';

type Deps = { readonly userSettings: Pick<UserSettingsRepository, 'lengths' | 'merge'> };

const NAME_MAX_LENGTH = 256;
/** The editor has some 150 settings, and extensions bring their own. */
const NAMES_MAX = 2_000;
const VALUE_MAX_CHARACTERS = 1024 * 1024;
/** Of all names and values of a user: the editor reads them all whenever it starts. */
const TOTAL_MAX_CHARACTERS = 4 * 1024 * 1024;

/**
 * Merges settings in, key by key; what is not named stays.
 * @param values a plain object; a value of undefined removes its key
 * @throws AppError `invalid_input` (not an object, a name or value too long or too deep), `too_large` (too many,
 *   at once or in all)
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
  requireRoom(await userSettings.lengths(userId), entries);
  await userSettings.merge(userId, Object.fromEntries(entries));
}

/** What takes settings away, or makes them shorter, is never refused. */
function requireRoom(
  before: ReadonlyMap<string, number>,
  entries: readonly (readonly [string, unknown])[],
): void {
  const after = new Map(before);
  for (const [name, value] of entries) {
    if (value === undefined) after.delete(name);
    else after.set(name, JSON.stringify(value).length);
  }
  if (after.size > before.size && after.size > NAMES_MAX) {
    throw new AppError('too_large', `You have ${before.size} settings; ${NAMES_MAX} are the most.`);
  }
  const length = lengthOf(after);
  if (length > TOTAL_MAX_CHARACTERS && length > lengthOf(before)) {
    throw new AppError(
      'too_large',
      `All your settings together may have ${TOTAL_MAX_CHARACTERS} characters, and these would be ${length}.`,
    );
  }
}

const lengthOf = (settings: ReadonlyMap<string, number>): number =>
  [...settings].reduce((sum, [name, length]) => sum + name.length + length, 0);

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
