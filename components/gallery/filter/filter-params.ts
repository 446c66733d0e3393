/** The gallery's filter as it stands in the address, and as the API wants it. */
import { MEDIA_TYPES, type MediaType } from '@/lib/domain/generation';

export interface Filter {
  readonly q?: string;
  readonly media?: MediaType;
  readonly favourite?: true;
  readonly model?: string;
  readonly tag?: string;
  /** The id of a graph. */
  readonly workflow?: string;
  /** The editor's id of a workflow. */
  readonly editor?: string;
  /** `yyyy-mm-dd` in the person's time zone, the first and the last day. */
  readonly from?: string;
  readonly to?: string;
  readonly trash?: true;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TEXTS = ['q', 'model', 'tag', 'workflow', 'editor'] as const;
const DAYS = ['from', 'to'] as const;
const FLAGS = ['favourite', 'trash'] as const;

/** What of an address is a filter; the rest, and what is malformed, is left out. */
export function readFilter(params: URLSearchParams): Filter {
  const filter: Record<string, string | true> = {};
  for (const name of TEXTS) {
    const value = params.get(name) ?? '';
    if (value !== '') filter[name] = value;
  }
  for (const name of DAYS) {
    const value = params.get(name) ?? '';
    if (DAY.test(value) && !Number.isNaN(Date.parse(value))) filter[name] = value;
  }
  for (const name of FLAGS) if (params.get(name) === '1') filter[name] = true;
  const media = MEDIA_TYPES.find((type) => type === params.get('media'));
  if (media !== undefined) filter['media'] = media;
  return filter;
}

/** The filter as query of the gallery's page; empty for everything. */
export function filterQuery(filter: Filter): string {
  const params = new URLSearchParams();
  for (const name of [...TEXTS, 'media' as const, ...DAYS]) {
    const value = filter[name];
    if (value !== undefined && value !== '') params.set(name, value);
  }
  for (const name of FLAGS) if (filter[name] === true) params.set(name, '1');
  return params.toString();
}

/**
 * The filter as query of `GET /api/history`.
 * @param midnight the moment at which a day (`yyyy-mm-dd`) begins, in the person's time zone
 */
export function apiQuery(filter: Filter, midnight: (day: string) => Date = localMidnight): string {
  const { from, to, ...rest } = filter;
  const params = new URLSearchParams(filterQuery(rest));
  if (from !== undefined) params.set('from', midnight(from).toISOString());
  if (to !== undefined) params.set('until', midnight(dayAfter(to)).toISOString());
  return params.toString();
}

/** How many filters are set, the search and the place apart. */
export function countFilters(filter: Filter): number {
  const { media, favourite, model, tag, workflow, editor, from, to } = filter;
  const set = [media, favourite, model, tag, workflow, editor, from ?? to];
  return set.filter((one) => one !== undefined).length;
}

/** The filter with some of its parts taken out. */
export function without(filter: Filter, ...names: readonly (keyof Filter)[]): Filter {
  const kept = Object.entries(filter).filter(([name]) => !names.includes(name as keyof Filter));
  return Object.fromEntries(kept);
}

function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

const localMidnight = (day: string): Date => new Date(`${day}T00:00:00`);
