/**
 * How much of the installation one user may have. A role has defaults, a user may have own values;
 * where neither says anything (null), only the installation's own bounds hold.
 */
import type { Role } from './user';

export interface Limits {
  /** Runs of the user that may run at the same time. */
  readonly runsRunningMax: number | null;
  /** Runs of the user that may wait at the same time. */
  readonly runsWaitingMax: number | null;
  /** Bytes of all the user's pictures and uploads. */
  readonly storageBytesMax: number | null;
  /** Seconds on devices in one day (UTC). */
  readonly deviceSecondsPerDay: number | null;
  /** Pools that may run the user's prompts. */
  readonly pools: readonly string[] | null;
  /** Model files that graphs may name, as the node's list shows them. */
  readonly models: readonly string[] | null;
  /** Node classes that graphs may hold. */
  readonly nodeTypes: readonly string[] | null;
}

/** Every limit's name with what stands for its kind: an amount, or a list of names. */
export function eachLimit<Amount, Names>(amount: Amount, names: Names) {
  return {
    runsRunningMax: amount,
    runsWaitingMax: amount,
    storageBytesMax: amount,
    deviceSecondsPerDay: amount,
    pools: names,
    models: names,
    nodeTypes: names,
  } satisfies Record<keyof Limits, Amount | Names>;
}

const NO_LIMITS: Limits = eachLimit(null, null);

/** In the order in which people see them. */
export const LIMIT_NAMES = [
  'runsRunningMax',
  'runsWaitingMax',
  'storageBytesMax',
  'deviceSecondsPerDay',
  'pools',
  'models',
  'nodeTypes',
] as const satisfies readonly (keyof Limits)[];

const GIB = 1024 ** 3;

/** What a role has when nobody set anything else. */
export const ROLE_LIMITS: Readonly<Record<Role, Limits>> = {
  admin: NO_LIMITS,
  operator: NO_LIMITS,
  user: NO_LIMITS,
  guest: {
    ...NO_LIMITS,
    runsRunningMax: 1,
    runsWaitingMax: 20,
    storageBytesMax: GIB,
    deviceSecondsPerDay: 3_600,
  },
};

/** The role's limits with the user's own in their place. An own null lifts the role's limit. */
export function limitsOf(
  role: Role,
  own: Partial<Limits>,
  ofRoles: Readonly<Partial<Record<Role, Partial<Limits>>>> = {},
): Limits {
  return { ...ROLE_LIMITS[role], ...ofRoles[role], ...own };
}
