const pad = (part: number): string => String(part).padStart(2, '0');

/** Seconds as `m:ss`, from an hour on as `h:mm:ss`. */
export function clockOf(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = pad(seconds % 60);
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${rest}`;
}
