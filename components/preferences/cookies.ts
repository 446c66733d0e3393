/** Choices that the server must know before it draws: no flash of the wrong theme or language. */
export const THEME_COOKIE = 'atelier.theme';
export const TIME_ZONE_COOKIE = 'atelier.tz';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const YEAR_S = 365 * 24 * 3_600;

export function asTheme(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? 'system';
}

/** The name of a time zone that this runtime knows, or UTC. */
export function asTimeZone(value: string | undefined): string {
  try {
    return new Intl.DateTimeFormat('en', {
      timeZone: decodeURIComponent(value ?? 'UTC'),
    }).resolvedOptions().timeZone;
  } catch {
    return 'UTC';
  }
}

/** Keeps a choice for a year, for this site only. */
export function keepChoice(name: string, value: string): void {
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${YEAR_S}; SameSite=Lax`;
}
