import { userRoute } from '@/lib/http/route';

/** `GET` → who the caller is, and what limits hold. */
export const GET = userRoute({ beforePasswordChange: true }, ({ caller }) =>
  Promise.resolve({
    id: caller.userId,
    email: caller.email,
    name: caller.name,
    role: caller.role,
    pool: caller.pool,
    limits: caller.limits,
    mustChangePassword: caller.mustChangePassword,
  }),
);
