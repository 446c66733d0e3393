/**
 * What each role may do: the one table that pages, routes and socket messages ask. What is not
 * named here nobody may do. "Content" is what tells of a person's work: names and addresses, graphs,
 * pictures, error texts, logs of runners.
 */
import type { Role } from './user';

export const PERMISSIONS = [
  /** Work in the studio and keep results, all of it one's own. */
  'studio.use',
  /** Lease a device for oneself. */
  'workspace.lease',
  /** Give others a link to one's own results. */
  'share.make',
  /** Make API keys for oneself. */
  'keys.make',
  /** See devices, slots, load and alerts. */
  'devices.view',
  /** Drain, restart, disable and pre-heat slots. */
  'devices.act',
  /** See that runs wait and run, where and how long, without content. */
  'runs.view',
  /** Cancel and retry anybody's runs. */
  'runs.act',
  /** See whose run it is, its graph, error and log. */
  'runs.content',
  /** See that workspaces are held, and end or extend them. */
  'workspaces.act',
  /** Follow a runner's log. */
  'logs.view',
  'users.view',
  'users.act',
  'audit.view',
  'settings.view',
  'settings.act',
  /** Run the proof of isolation and read its sheets. */
  'proof.run',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const OWN_THINGS = ['studio.use', 'workspace.lease', 'share.make', 'keys.make'] as const;

const ALLOWED: Readonly<Record<Role, readonly Permission[]>> = {
  admin: PERMISSIONS,
  operator: [
    ...OWN_THINGS,
    'devices.view',
    'devices.act',
    'runs.view',
    'runs.act',
    'workspaces.act',
  ],
  user: OWN_THINGS,
  guest: ['studio.use'],
};

export function may(role: Role, permission: Permission): boolean {
  return ALLOWED[role].includes(permission);
}
