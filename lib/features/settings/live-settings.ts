/**
 * The installation's settings as they are now: the configuration with what admins changed in its
 * place. Every process reads them from the database at most once a second, so a change acts
 * everywhere within that time and without a restart.
 */
import { SETTINGS_DEFAULTS, type Settings } from '@/lib/domain/settings';
import type { SettingsRepository } from '@/prisma-free-db/repositories/settings';

import { SETTING_SCHEMAS } from './settings-schema';

export interface LiveSettings {
  /** Never fails: while the database is away, what was read last holds. */
  read(): Promise<Settings>;
  /** Changes some; null puts one back to the configuration's value. @returns all as they are then */
  write(change: { readonly [Name in keyof Settings]?: Settings[Name] | null }): Promise<Settings>;
}

const FRESH_MS = 1_000;

/** What is valid in a stored change; a value that an older or newer version wrote is left out. */
function validOf(stored: Readonly<Record<string, unknown>>): Partial<Settings> {
  const valid = Object.entries(SETTING_SCHEMAS).flatMap(([name, schema]) => {
    const parsed = schema.safeParse(stored[name]);
    return Object.hasOwn(stored, name) && parsed.success ? [[name, parsed.data] as const] : [];
  });
  return Object.fromEntries(valid);
}

/** @param configured what the environment says, over our defaults */
export function createLiveSettings(
  repository: SettingsRepository,
  configured: Partial<Settings> = {},
): LiveSettings {
  const base: Settings = { ...SETTINGS_DEFAULTS, ...configured };
  let known = base;
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<Settings> | undefined;

  async function load(): Promise<Settings> {
    try {
      known = { ...base, ...validOf(await repository.readAsSystem()) };
    } catch {
      // What was known goes on; the doors say that the database is away.
    }
    readAtMs = performance.now();
    return known;
  }

  function read(): Promise<Settings> {
    if (performance.now() - readAtMs < FRESH_MS) return Promise.resolve(known);
    reading ??= load().finally(() => {
      reading = undefined;
    });
    return reading;
  }

  return {
    read,
    async write(change) {
      const stored = validOf(await repository.readAsSystem()) as Record<string, unknown>;
      for (const [name, value] of Object.entries(change)) {
        if (value === null && name !== 'announcement') Reflect.deleteProperty(stored, name);
        else stored[name] = value;
      }
      await repository.writeAsSystem(stored);
      return load();
    },
  };
}
