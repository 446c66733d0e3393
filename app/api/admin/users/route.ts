import { z } from 'zod';

import { ROLES } from '@/lib/domain/user';
import { createUser } from '@/lib/features/accounts/create-user';
import { toUserRow } from '@/lib/features/accounts/user-row';
import { adminRoute } from '@/lib/http/route';

const PAGE_SIZE = 100;
const query = z.object({ page: z.coerce.number().int().min(1).default(1) });
const body = z.object({
  email: z.string().max(320),
  name: z.string().max(200).optional(),
  role: z.enum(ROLES).optional(),
});

/** `GET ?page=n` → `{users, total, page, pageSize}`, newest first. */
export const GET = adminRoute(
  { permission: 'users.view', query },
  async ({ query: { page }, services: { db } }) => {
    const [users, total] = await Promise.all([
      db.users.listAsSystem(PAGE_SIZE, (page - 1) * PAGE_SIZE),
      db.users.countAsSystem(),
    ]);
    return { users: users.map(toUserRow), total, page, pageSize: PAGE_SIZE };
  },
);

/** `POST {email, name?, role?}` → `{user, oneTimePassword}`; the password is shown this once. */
export const POST = adminRoute(
  { permission: 'users.act', body },
  async ({ body: given, services }) => {
    const { user, oneTimePassword } = await createUser(services, given);
    return { user: toUserRow(user), oneTimePassword };
  },
);
