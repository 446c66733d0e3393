const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * What the filter holds for a chosen day: the moment at which it begins where the person is. The
 * server cannot know that, and its own day begins hours earlier or later.
 * @param day as a date field gives it; what is no day is no filter
 */
export function since(day: string): string {
  const midnight = new Date(`${day}T00:00:00`);
  return DAY.test(day) && !Number.isNaN(midnight.getTime()) ? midnight.toISOString() : '';
}
