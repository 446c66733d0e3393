const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const STEP = 1_000;

/** A file's size in the language of the page, such as `1.5 MB`. */
export function formatBytes(bytes: number, locale: string): string {
  const power = bytes < STEP ? 0 : Math.floor(Math.log10(bytes) / 3);
  const index = Math.min(power, UNITS.length - 1);
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: UNITS[index] ?? 'byte',
    unitDisplay: index === 0 ? 'long' : 'short',
    maximumFractionDigits: index < 2 ? 0 : 1,
  }).format(bytes / STEP ** index);
}
