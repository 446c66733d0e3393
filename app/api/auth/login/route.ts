import { z } from 'zod';

import { signIn } from '@/lib/features/accounts/sign-in';
import { signToken } from '@/lib/features/accounts/tokens';
import { publicRoute } from '@/lib/http/route';

const body = z.object({ email: z.string().max(320), password: z.string().max(1_000) });

/** `POST {email, password}` → `{access_token, token_type, expires_in, user}`, for scripts and plug-ins. */
export const POST = publicRoute({ body }, async ({ body: given, address, services }) => {
  const { db, throttle, keys, env } = services;
  const user = await signIn({ users: db.users, throttle }, { ...given, address });
  return {
    access_token: await signToken(keys, user, 'access', env.ACCESS_TOKEN_TTL_S),
    token_type: 'Bearer',
    expires_in: env.ACCESS_TOKEN_TTL_S,
    user: {
      id: user.id,
      email: user.email,
      name: user.name,
      role: user.role,
      must_change_password: user.mustChangePassword,
    },
  };
});
