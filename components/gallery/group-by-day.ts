import type { GalleryItem } from '@/components/api/types';

export interface Day {
  /** `yyyy-mm-dd` in the person's time zone. */
  readonly key: string;
  /** Some moment of that day. */
  readonly date: Date;
  readonly items: readonly GalleryItem[];
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

/** Items in their order, cut where the day changes. */
export function groupByDay(items: readonly GalleryItem[], timeZone: string): Day[] {
  const days: { key: string; date: Date; items: GalleryItem[] }[] = [];
  for (const item of items) {
    const date = new Date(item.createdAt);
    const key = dayKey(date, timeZone);
    const last = days.at(-1);
    if (last?.key === key) last.items.push(item);
    else days.push({ key, date, items: [item] });
  }
  return days;
}
