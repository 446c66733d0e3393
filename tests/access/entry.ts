/** What the matrix knows of one route: how to call it, and what each kind of caller has to get. */
import type { Stack } from '../support/stack';
import type { ThingIds } from '../support/own-things';
import { NOBODIES, type CallerKind } from './callers';

export type Need = 'public' | 'read' | 'write' | 'admin' | 'session';

export interface Ids extends ThingIds {
  readonly keyId: string;
  /** Of a public link. */
  readonly shareId: string;
  readonly userId: string;
}

export interface Entry {
  /** Path with parameters filled in, and the query. */
  readonly target: (ids: Ids) => string;
  readonly body?: (ids: Ids) => unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What who may do it gets. */
  readonly status: number;
  /** What others get who may do it with things of their own: the same as for a thing that does not exist. */
  readonly strangers?: number;
  /** Where the route's own word on who may call is not all: checked by its handler. */
  readonly need?: Need;
  readonly openWithOneTimePassword?: true;
  /** Of routes of the console: an operator may call it too. */
  readonly operators?: true;
  /** Makes the owner's thing anew, for routes that take it away. */
  readonly prepare?: (world: World) => Promise<void>;
  /** Whether the owner's thing is still there, asked after a stranger's call. */
  readonly survives?: (world: World) => Promise<boolean>;
}

export interface World {
  readonly stack: Stack;
  readonly ids: Ids;
  readonly canary: string;
  /** As the owner. @param target from the root */
  readonly asOwner: (target: string, init?: RequestInit) => Promise<Response>;
}

const STRANGERS: readonly CallerKind[] = ['another user', 'an operator', 'an admin'];
const OWNERS: readonly CallerKind[] = ['the owner', 'key: run', 'key: read'];
const REFUSED = 403;

/** Whose answers may hold the owner's things. */
export const isOwner = (kind: CallerKind): boolean => OWNERS.includes(kind);
export const isStranger = (kind: CallerKind): boolean => STRANGERS.includes(kind);

/** The status that a kind of caller has to get. @param anonymous for who is not signed in */
export function expectedStatus(
  kind: CallerKind,
  need: Need,
  entry: Entry,
  anonymous = 401,
): number {
  const { status, strangers = status } = entry;
  if (need === 'public') return status;
  if ((NOBODIES as readonly string[]).includes(kind)) return anonymous;
  if (kind === 'a user with a one-time password') {
    return entry.openWithOneTimePassword === true ? strangers : REFUSED;
  }
  if (need === 'admin') {
    if (kind === 'an admin' || kind === "key: admin's admin") return status;
    const isOperator = kind === 'an operator' || kind === "key: operator's admin";
    return isOperator && entry.operators === true ? status : REFUSED;
  }
  if (kind === 'the owner') return status;
  if (isStranger(kind)) return strangers;
  if (kind === 'key: run') return need === 'session' ? REFUSED : status;
  if (kind === 'key: read') return need === 'read' ? status : REFUSED;
  return REFUSED;
}
