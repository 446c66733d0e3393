/** A duration as people say it: few digits, one unit. An estimate has no more to say. */
export function durationParts(seconds: number): {
  readonly value: number;
  readonly unit: 'seconds' | 'minutes' | 'hours';
} {
  if (seconds < 90) return { value: Math.max(1, Math.round(seconds)), unit: 'seconds' };
  const minutes = seconds / 60;
  if (minutes < 90) return { value: Math.round(minutes), unit: 'minutes' };
  return { value: Math.round(minutes / 6) / 10, unit: 'hours' };
}
