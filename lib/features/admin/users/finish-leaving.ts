/**
 * Carries out the removal of people, a step at a time: each step may be repeated, so that a janitor
 * that is ended in the middle goes on where it was.
 */
import { ACTIVE_STATES } from '@/lib/domain/prompt-run';
import type { Leaving, User } from '@/lib/domain/user';
import { cancelRunning } from '@/lib/features/prompts/cancel-running';
import { cancelWaiting } from '@/lib/features/prompts/cancel-waiting';
import type { CancelDeps } from '@/lib/features/prompts/cancel-run';
import { endWorkspacesOf } from '@/lib/features/workspaces/end-workspace';
import type { UserId } from '@/lib/kernel/ids';
import type { Logger } from '@/lib/kernel/log';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { Database } from '@/prisma-free-db/client';

import { giveUploads } from './give-uploads';
import { removeObjects, removeTenant } from './remove-leftovers';

export interface LeavingDeps {
  readonly db: Pick<
    Database,
    | 'users'
    | 'promptRuns'
    | 'userFiles'
    | 'ownedThings'
    | 'workspaces'
    | 'generations'
    | 'uploads'
    | 'incomingUploads'
  >;
  readonly store: Pick<ObjectStore, 'direct' | 'list' | 'remove'>;
  readonly cancel: CancelDeps;
  /** Tenants' directories on this host. */
  readonly tenantsRoot: string;
  readonly log: Logger;
}

const PEOPLE_A_ROUND = 20;
const OBJECTS_A_STEP = 300;
const GIVEN_FOLDER = 'workflows';

/** @returns how many people are gone now */
export async function finishLeaving(deps: LeavingDeps, now: Date): Promise<number> {
  const people = await deps.db.users.listAsSystem(PEOPLE_A_ROUND, 0, { status: 'leaving' });
  let gone = 0;
  for (const person of people) {
    const { leaving } = person;
    if (leaving === null || leaving.from > now) continue;
    if (await removePerson(deps, person, leaving)) gone += 1;
  }
  return gone;
}

async function removePerson(deps: LeavingDeps, person: User, leaving: Leaving): Promise<boolean> {
  const { db, log } = deps;
  if (leaving.queue === 'cancel') {
    await cancelWaiting(deps.cancel, person.id, 'all');
    await cancelRunning(deps.cancel, person.id, null);
  }
  if ((await db.promptRuns.count(person.id, { states: ACTIVE_STATES })) > 0) return false;
  // Its worker puts outputs away and frees the device; the person goes when that is done.
  if ((await endWorkspacesOf({ ...deps.cancel, workspaces: db.workspaces }, person.id)) > 0) {
    return false;
  }
  await settlePictures(deps, person.id, leaving);
  if (leaving.graphs === 'give' && leaving.heirId !== null) {
    await giveFiles(deps, person, leaving.heirId);
  }
  await removeObjects(deps, person.id, heirOfPictures(leaving) === null ? 'nothing' : 'given');
  await db.ownedThings.removeRest(person.id);
  await removeTenant(deps.tenantsRoot, person.id);
  await db.users.removeAsSystem(person.id);
  log.info({ userId: person.id }, 'a person and all that was the person’s is removed');
  return true;
}

/** @returns null when nobody gets pictures and uploads */
const heirOfPictures = ({ pictures, heirId }: Leaving): UserId | null =>
  pictures === 'give' ? heirId : null;

async function settlePictures(
  { db, store }: LeavingDeps,
  userId: UserId,
  leaving: Leaving,
): Promise<void> {
  const heirId = heirOfPictures(leaving);
  if (heirId !== null) {
    await db.ownedThings.give(userId, heirId, 'generations');
    // The graphs of pictures belong to the pictures.
    await db.ownedThings.give(userId, heirId, 'runGraphs');
    await giveUploads(db, userId, heirId);
    return;
  }
  for (const from of ['generations', 'uploads'] as const) {
    for (;;) {
      const some = await db.ownedThings.someObjects(userId, from, OBJECTS_A_STEP);
      if (some.ids.length === 0) break;
      // Objects first: what no document names any more would stay for ever.
      await store.remove(some.keys);
      await db.ownedThings.removeSome(userId, from, some.ids);
    }
  }
}

/** Into a folder that tells whose they were; a file of that name stays as it is. */
async function giveFiles({ db }: LeavingDeps, person: User, heirId: UserId): Promise<void> {
  for (const { path } of await db.userFiles.listBelow(person.id, GIVEN_FOLDER)) {
    const file = await db.userFiles.read(person.id, path);
    if (file === null) continue;
    const rest = path.slice(GIVEN_FOLDER.length + 1);
    const given = `${GIVEN_FOLDER}/${person.email}/${rest}`;
    await db.userFiles.write(heirId, given, file.content, false);
  }
}
