/**
 * The gate of signed-in pages. Every page under `(app)` calls it by itself: a layout is not drawn
 * again when only the page changes, so a check there would not be enough.
 */
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';

import { may, type Permission } from '@/lib/domain/permissions';
import type { Caller } from '@/lib/domain/user';
import { readSession } from '@/lib/http/read-session';
import { services } from '@/lib/http/services';

/** The session, read once for all parts of one answer. */
export const currentCaller = cache(readSession);

/**
 * @param here the page's path, to come back to after signing in
 * @returns who is signed in; otherwise leads to the sign-in page, or to the change of a one-time password
 */
export async function requireCaller(here: string): Promise<Caller> {
  const caller = await currentCaller();
  if (caller === null) redirect(`/sign-in?next=${encodeURIComponent(here)}`);
  if (caller.mustChangePassword) redirect(`/account/password?next=${encodeURIComponent(here)}`);
  return caller;
}

/** For roles that have the permission, from networks that may; to others there is no such page. */
export async function requirePermission(here: string, permission: Permission): Promise<Caller> {
  const caller = await requireCaller(here);
  if (!may(caller.role, permission)) notFound();
  const address = (await headers()).get('x-atelier-client-ip') ?? 'unknown';
  if (!services().adminNetworks.includes(address)) notFound();
  return caller;
}
