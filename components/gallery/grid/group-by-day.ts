export interface Day {
  /** `yyyy-mm-dd` in the person's time zone. */
  readonly key: string;
  /** Some moment of that day. */
  readonly date: Date;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** `yyyy-mm-dd` of a moment in a time zone. */
export function dayKey(date: Date, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
    formats.set(timeZone, format);
  }
  return format.format(date);
}

/** Days of minutes, because calendars are slow and thousands of items are looked up at once. */
const known = new Map<string, string>();
const KNOWN_MAX = 50_000;
const MINUTE_LENGTH = 'yyyy-mm-ddThh:mm'.length;

/** The same for a moment in ISO 8601 (UTC). Days begin with a minute in every time zone. */
export function dayKeyOf(createdAt: string, timeZone: string): string {
  const minute = createdAt.slice(0, MINUTE_LENGTH) + timeZone;
  let key = known.get(minute);
  if (key === undefined) {
    if (known.size >= KNOWN_MAX) known.clear();
    key = dayKey(new Date(createdAt), timeZone);
    known.set(minute, key);
  }
  return key;
}

/** Things in their order, cut where the day changes. */
export function groupByDay<Item extends { readonly createdAt: string }>(
  items: readonly Item[],
  timeZone: string,
): (Day & { readonly items: readonly Item[] })[] {
  const days: (Day & { items: Item[] })[] = [];
  for (const item of items) {
    const key = dayKeyOf(item.createdAt, timeZone);
    const last = days.at(-1);
    if (last?.key === key) last.items.push(item);
    else days.push({ key, date: new Date(item.createdAt), items: [item] });
  }
  return days;
}
