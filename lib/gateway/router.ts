/** Finds the route for a path. What no route was made for is nobody's: the caller answers 404. */
import { matchPattern, parsePattern, STUDIO_BASE, type Segment } from './paths';
import type { Method, Place, Route } from './route';

export interface Match {
  /** By method; all share the parameters. */
  readonly routes: ReadonlyMap<Method, Route>;
  /** Still encoded. */
  readonly params: Readonly<Record<string, string>>;
}

interface Entry {
  readonly place: Place;
  readonly pattern: readonly Segment[];
  readonly routes: Map<Method, Route>;
}

export interface Router {
  /** @param path as sent, from the root */
  match(path: string): Match | null;
}

const API_PREFIX = `${STUDIO_BASE}/api/`;
const BARE_PREFIX = `${STUDIO_BASE}/`;

export function createRouter(routes: readonly Route[]): Router {
  const entries = new Map<string, Entry>();
  for (const route of routes) {
    const key = `${route.place} ${route.path}`;
    const entry = entries.get(key) ?? {
      place: route.place,
      pattern: parsePattern(route.path),
      routes: new Map<Method, Route>(),
    };
    entries.set(key, entry);
    entry.routes.set(route.method, route);
  }
  const ordered = [...entries.values()].sort((a, b) => parameters(a) - parameters(b));
  const places: Record<'api' | 'bare' | 'root', Entry[]> = {
    api: ordered.filter(({ place }) => place === 'api' || place === 'twin'),
    bare: ordered.filter(({ place }) => place === 'bare' || place === 'twin'),
    root: ordered.filter(({ place }) => place === 'root'),
  };

  function find(candidates: readonly Entry[], rest: string): Match | null {
    const segments = rest.split('/');
    for (const { pattern, routes: methods } of candidates) {
      const params = matchPattern(pattern, segments);
      if (params !== null) return { routes: methods, params };
    }
    return null;
  }

  return {
    match(path) {
      if (path.startsWith(API_PREFIX)) return find(places.api, path.slice(API_PREFIX.length));
      if (path.startsWith(BARE_PREFIX)) return find(places.bare, path.slice(BARE_PREFIX.length));
      return find(places.root, path.slice(1));
    },
  };
}

/** Literal paths come before ones with parameters: `jobs/cancel` is not the job named "cancel". */
function parameters({ pattern }: Entry): number {
  const cost = { literal: 0, one: 1, rest: 100 };
  return pattern.reduce((sum, { kind }) => sum + cost[kind], 0);
}
