import { z } from 'zod';

import { ROLES, USER_STATUSES } from '@/lib/domain/user';
import { createUser } from '@/lib/features/accounts/create-user';
import { INVITE_LIFE_MS, issueLink } from '@/lib/features/accounts/one-time-link';
import { toUserRow } from '@/lib/features/accounts/user-row';
import { limitsSchema } from '@/lib/features/settings/settings-schema';
import { filterText, pageNumber } from '@/lib/http/query-fields';
import { adminAct, adminRoute } from '@/lib/http/route';

import { poolName } from './_pool';

const PAGE_SIZE = 50;
const query = z.object({
  page: pageNumber,
  text: filterText,
  role: z.enum(ROLES).optional(),
  status: z.enum(USER_STATUSES).optional(),
  pool: filterText,
});
const body = z.strictObject({
  email: z.string().max(320),
  name: z.string().max(200).optional(),
  role: z.enum(ROLES).optional(),
  pool: poolName.optional(),
  limits: limitsSchema.optional(),
  /** `link`: an invitation; else a one-time password. */
  by: z.enum(['password', 'link']).default('password'),
});

/** `GET ?page&text&role&status&pool` → `{users, total, page, pageSize}`, newest first. */
export const GET = adminRoute(
  { permission: 'users.view', query },
  async ({ query: { page, ...filter }, services: { db } }) => {
    const [users, total] = await Promise.all([
      db.users.listAsSystem(PAGE_SIZE, (page - 1) * PAGE_SIZE, filter),
      db.users.countAsSystem(filter),
    ]);
    return { users: users.map(toUserRow), total, page, pageSize: PAGE_SIZE };
  },
);

/** `POST {email, name?, role?, pool?, limits?, by?}` → `{user, oneTimePassword}` or `{user, link}`, shown this once. */
export const POST = adminAct(
  { permission: 'users.act', body },
  async ({ body: { by, ...given }, record, services: { db } }) => {
    const act = by === 'link' ? 'user.invite' : 'user.create';
    const target = { kind: 'user', id: '', name: given.email.slice(0, 254) } as const;
    return record({ act, target, after: given }, async () => {
      const password = by === 'link' ? null : undefined;
      const { user, oneTimePassword } = await createUser({ db }, { ...given, password });
      if (by === 'password') return { user: toUserRow(user), oneTimePassword };
      return { user: toUserRow(user), link: await issueLink(db, user.id, INVITE_LIFE_MS) };
    });
  },
);
