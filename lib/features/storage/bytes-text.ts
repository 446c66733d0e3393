const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;
const STEP = 1_000;

/** A size for messages, such as `1.5 GB`. */
export function bytesText(bytes: number): string {
  const power = bytes < STEP ? 0 : Math.floor(Math.log10(bytes) / 3);
  const index = Math.min(power, UNITS.length - 1);
  const value = bytes / STEP ** index;
  return `${index === 0 ? value : value.toFixed(1)} ${UNITS[index] ?? 'bytes'}`;
}
