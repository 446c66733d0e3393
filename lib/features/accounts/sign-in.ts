/**
 * Sign-in with e-mail address and password, throttled per client address and per account. Unknown
 * addresses, wrong passwords and disabled users get the same answer after the same time.
 */
import { normaliseEmail, type User } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import type { UserRepository } from '@/prisma-free-db/repositories/users';

import { verifyNothing, verifyPassword } from './passwords';
import type { SignInThrottle } from './sign-in-throttle';

export interface SignInDeps {
  readonly users: Pick<UserRepository, 'findByEmailAsSystem'>;
  readonly throttle: SignInThrottle;
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** The client's network address. */
  readonly address: string;
}

/**
 * @throws AppError `unauthenticated` (wrong credentials), `too_many_requests` (with `retryAfterS`),
 *   `unavailable`
 */
export async function signIn({ users, throttle }: SignInDeps, given: Credentials): Promise<User> {
  const email = normaliseEmail(given.email);
  await throttle.take(given.address, email);
  const user = await users.findByEmailAsSystem(email).catch((error: unknown) => {
    throw new AppError(
      'unavailable',
      'Signing in is not possible right now: the database does not answer.',
      {
        cause: error,
        retryAfterS: 5,
      },
    );
  });
  const matches =
    user === null
      ? await verifyNothing(given.password)
      : await verifyPassword(user.pwdHash, given.password);
  if (user?.status !== 'active' || !matches) {
    throw new AppError('unauthenticated', 'The e-mail address or the password is wrong.');
  }
  await throttle.forget(given.address, email);
  return user;
}
