const SECOND_MS = 1_000;
const MINUTE_S = 60;
const HOUR_S = 3_600;

/** A duration for people: `420 ms`, `3.2 s`, `1:05`, `1:02:09`. */
export function formatDuration(durationMs: number, locale: string): string {
  const seconds = durationMs / SECOND_MS;
  if (seconds < MINUTE_S) {
    const [value, unit] =
      seconds < 1 ? ([durationMs, 'millisecond'] as const) : ([seconds, 'second'] as const);
    return new Intl.NumberFormat(locale, {
      ...{ style: 'unit', unit, unitDisplay: 'short' },
      maximumFractionDigits: unit === 'second' && seconds < 10 ? 1 : 0,
    }).format(value);
  }
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor((whole % HOUR_S) / MINUTE_S);
  const hours = Math.floor(whole / HOUR_S);
  const rest = two(whole % MINUTE_S);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}
