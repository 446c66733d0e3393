/** The directories of a workspace's user on this host, given to its process for as long as it runs. */
import { chmod, lchown, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';

import type { UserId } from '@/lib/kernel/ids';

import { SELFTEST_TENANT, SYSTEM_TENANT } from '../runner/tenant-headers';

export interface WorkspaceFolders {
  /** The user's directories, in the layout of the pool. */
  readonly home: string;
  readonly user: string;
  readonly temp: string;
  /** The worker's own name among the tenants of a runner: there is never anything in it. */
  readonly system: string;
  /** Where the extension's self-test acts as a tenant; it leaves nothing behind. */
  readonly selftest: string;
  /** For what belongs to the process and goes with it. */
  readonly own: string;
}

const KINDS = ['output', 'input', 'temp', 'user'] as const;
/** New files in it take the directory's group, so that what the worker puts there can be read. */
const SHARED_WITH_GROUP = 0o2770;

export async function openFolders(
  tenantsRoot: string,
  userId: UserId,
  own: string,
): Promise<WorkspaceFolders> {
  const home = path.join(tenantsRoot, userId);
  await rm(own, { recursive: true, force: true });
  for (const kind of KINDS) await mkdir(path.join(home, kind), { recursive: true });
  for (const kind of [...KINDS, 'tmp']) await mkdir(path.join(own, kind), { recursive: true });
  const selftest = path.join(tenantsRoot, SELFTEST_TENANT);
  await mkdir(selftest, { recursive: true });
  const system = path.join(tenantsRoot, SYSTEM_TENANT);
  for (const kind of KINDS) await mkdir(path.join(system, kind), { recursive: true });
  return {
    home,
    system,
    selftest,
    own,
    user: path.join(home, 'user'),
    temp: path.join(home, 'temp'),
  };
}

/** Makes everything below a folder a user's. Links are not followed. */
export async function giveTo(uid: number, folder: string): Promise<void> {
  await lchown(folder, uid, uid);
  await chmod(folder, SHARED_WITH_GROUP);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory()) await giveTo(uid, place);
    else await lchown(place, uid, uid).catch(() => undefined);
  }
}

/**
 * Takes back what another workspace of the slot was given and, because its worker was killed, still has:
 * the next one there is the same user to the system. The top folder is enough, it lets nobody else in.
 */
export async function takeBackHomes(tenantsRoot: string, uid: number, but: UserId): Promise<void> {
  const owner = process.getuid?.() ?? 0;
  for (const entry of await readdir(tenantsRoot, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name === but) continue;
    const home = path.join(tenantsRoot, entry.name);
    if ((await lstat(home)).uid === uid) await lchown(home, owner, owner);
  }
}

/** Takes what is temporary away, for the next one finds nothing of it. */
export async function clearFolders({ temp, own, selftest }: WorkspaceFolders): Promise<void> {
  await rm(selftest, { recursive: true, force: true });
  await rm(temp, { recursive: true, force: true });
  await rm(own, { recursive: true, force: true });
}
