import { z } from 'zod';

import { limitsOf } from '@/lib/domain/limits';
import { normaliseEmail, ROLES } from '@/lib/domain/user';
import { toUserRow } from '@/lib/features/accounts/user-row';
import { changeUser, differencesOf } from '@/lib/features/admin/users/change-user';
import { dismissUser, planLeaving } from '@/lib/features/admin/users/dismiss-user';
import { findTarget, userTarget } from '@/lib/features/admin/users/find-target';
import { guardAdmins } from '@/lib/features/admin/users/guard-admins';
import { readUsage } from '@/lib/features/usage/read-usage';
import { limitsSchema } from '@/lib/features/settings/settings-schema';
import { adminAct, adminRoute } from '@/lib/http/route';

import { poolName } from '../_pool';

const USAGE_DAYS = 30;
const change = z.strictObject({
  name: z.string().trim().min(1).max(200).optional(),
  role: z.enum(ROLES).optional(),
  pool: poolName.optional(),
  limits: limitsSchema.optional(),
});
const leave = z.strictObject({
  pictures: z.enum(['delete', 'give']),
  queue: z.enum(['cancel', 'finish']),
  graphs: z.enum(['delete', 'give']),
  heirEmail: z.string().max(320).transform(normaliseEmail).optional(),
});

/** `GET` → `{user, limits, usage}`: the user, the limits that hold, role and own together, and the use of a month. */
export const GET = adminRoute(
  { permission: 'users.view' },
  async ({ params, services: { db, settings } }) => {
    const user = await findTarget(db.users, params['id']);
    const { roleLimits } = await settings.read();
    const limits = limitsOf(user.role, user.limits, roleLimits);
    const { today, total } = await readUsage(db.usage, { userId: user.id, limits }, USAGE_DAYS);
    return { user: toUserRow(user), limits, usage: { today, total } };
  },
);

/** `PATCH {name?, role?, pool?, limits?}` → `{user}`. */
export const PATCH = adminAct(
  { permission: 'users.act', body: change },
  async ({ caller, params, body, record, services: { db, publisher } }) => {
    const user = await findTarget(db.users, params['id']);
    if (body.role !== undefined && body.role !== user.role && user.role === 'admin') {
      await guardAdmins(db.users, caller, user, 'take the role of admin from');
    }
    const facts = differencesOf(user, body);
    return record({ act: 'user.change', target: userTarget(user), ...facts }, async () => {
      const deps = { users: db.users, apiKeys: db.apiKeys, publisher };
      return { user: toUserRow(await changeUser(deps, user, body)) };
    });
  },
);

/** `DELETE {pictures, queue, graphs, heirEmail?}` → `{user}`: signed out at once, removed a minute later. */
export const DELETE = adminAct(
  { permission: 'users.act', body: leave },
  async ({ caller, params, body, record, services: { db, publisher } }) => {
    const user = await findTarget(db.users, params['id']);
    await guardAdmins(db.users, caller, user, 'remove');
    const leaving = await planLeaving(db.users, user, body);
    const target = userTarget(user);
    const before = { role: user.role, status: user.status };
    return record({ act: 'user.delete', target, before, after: body }, async () => {
      const deps = { users: db.users, apiKeys: db.apiKeys, publisher };
      await db.oneTimeLinks.removeAll(user.id);
      return { user: toUserRow(await dismissUser(deps, user, leaving)) };
    });
  },
);
