/**
 * Links with which a person sets a password, once: invitations and resets. The secret is 32 random
 * bytes and stands behind the # of the address, so that no log and no proxy sees it; only its hash is stored.
 */
import { createHash } from 'node:crypto';

import type { User } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import { randomToken, type UserId } from '@/lib/kernel/ids';
import type { OneTimeLinkRepository } from '@/prisma-free-db/repositories/one-time-links';
import type { UserRepository } from '@/prisma-free-db/repositories/users';

import { checkNewPassword, hashPassword } from './passwords';

const SECRET_BYTES = 32;
const DAY_MS = 24 * 3_600_000;
/** Invitations may lie in a mailbox for a while; resets are wanted at once. */
export const INVITE_LIFE_MS = 7 * DAY_MS;
export const RESET_LIFE_MS = DAY_MS;

export interface OneTimeLink {
  /** To be put behind the installation's address. */
  readonly path: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Makes a link for the user; earlier ones stop working. */
export async function issueLink(
  { oneTimeLinks }: { oneTimeLinks: Pick<OneTimeLinkRepository, 'replace'> },
  userId: UserId,
  lifeMs: number,
): Promise<OneTimeLink> {
  const secret = randomToken(SECRET_BYTES);
  const expiresAt = new Date(Date.now() + lifeMs);
  await oneTimeLinks.replace(userId, hashOf(secret), expiresAt);
  return { path: `/welcome#${secret}`, expiresAt: expiresAt.toISOString() };
}

interface RedeemDeps {
  readonly users: Pick<UserRepository, 'findById' | 'changeAndRevoke'>;
  readonly oneTimeLinks: Pick<OneTimeLinkRepository, 'findAsSystem' | 'takeAsSystem'>;
}

/**
 * Sets the password of the link's user. Every session of the user ends.
 * @throws AppError `gone` (used, expired or never made), `invalid_input` (the password; the link stays)
 */
export async function redeemLink(
  { users, oneTimeLinks }: RedeemDeps,
  secret: string,
  newPassword: string,
): Promise<User> {
  const hash = hashOf(secret);
  const userId = await oneTimeLinks.findAsSystem(hash, new Date());
  const user = userId && (await users.findById(userId));
  if (user?.status !== 'active') throw gone();
  checkNewPassword(newPassword, user.email);
  const pwdHash = await hashPassword(newPassword);
  if (!(await oneTimeLinks.takeAsSystem(hash))) throw gone();
  const changed = await users.changeAndRevoke(user.id, { pwdHash, mustChangePassword: false });
  if (changed === null) throw gone();
  return changed;
}

function gone(): AppError {
  return new AppError(
    'gone',
    'This link was used already or has expired. Ask an admin for a new one.',
    { reason: 'link_used' },
  );
}
