/** Everybody who may knock at a door, and with what in hand. */
import type { Scope } from '@/lib/domain/api-key';
import { limitsOf } from '@/lib/domain/limits';
import type { User } from '@/lib/domain/user';
import { parseApiKey } from '@/lib/features/accounts/api-key-token';
import { createApiKey } from '@/lib/features/accounts/create-api-key';
import { parseSigningKeys, type SigningKeys } from '@/lib/features/accounts/signing-keys';
import { signToken } from '@/lib/features/accounts/tokens';
import { parseUserId, type UserId } from '@/lib/kernel/ids';

import type { Stack, StackUser } from '../support/stack';

/** Those who are nobody, whatever they hold. */
export const NOBODIES = [
  'nobody',
  'a garbage token',
  'a garbage key',
  'an expired token',
  'a socket ticket',
  'a disabled user',
  'a key of a disabled user',
  'a revoked key',
] as const;
export const SOMEBODIES = [
  'a user with a one-time password',
  'the owner',
  'another user',
  'an operator',
  'an admin',
  'key: run',
  'key: read',
  "key: admin's admin",
  "key: operator's admin",
  "key: user's admin",
] as const;
export const CALLERS = [...NOBODIES, ...SOMEBODIES] as const;
export type CallerKind = (typeof CALLERS)[number];

export interface People {
  readonly owner: StackUser;
  readonly other: StackUser;
  readonly operator: StackUser;
  readonly admin: StackUser;
  readonly disabled: StackUser;
  readonly oneTime: StackUser;
}

export async function makePeople(stack: Stack): Promise<People> {
  const people = {
    owner: await stack.createUser(),
    other: await stack.createUser(),
    operator: await stack.createUser({ role: 'operator' }),
    admin: await stack.createUser({ role: 'admin' }),
    disabled: await stack.createUser(),
    oneTime: await stack.createUser(),
  };
  await stack.db.users.changeAndRevoke(idOf(people.disabled), { status: 'disabled' });
  await stack.db.users.changeAndRevoke(idOf(people.oneTime), { mustChangePassword: true });
  return people;
}

export const LIFE_S = 600;

/** What each caller puts behind `Bearer`: made anew each time, because some calls end sessions and keys. */
export class Credentials {
  private readonly keys: SigningKeys;
  /** Ids of keys that were made, by owner: a user may have only so many. */
  private readonly made: { readonly userId: UserId; readonly keyId: string }[] = [];

  constructor(
    private readonly stack: Stack,
    readonly people: People,
  ) {
    this.keys = parseSigningKeys(stack.env['AUTH_SECRETS'] ?? '');
  }

  /** @returns null for somebody with empty hands */
  async of(kind: CallerKind): Promise<string | null> {
    const { owner, other, operator, admin, disabled, oneTime } = this.people;
    switch (kind) {
      case 'nobody':
        return null;
      case 'a garbage token':
        return 'nonsense';
      case 'a garbage key':
        return `atk_${'0'.repeat(24)}_${'A'.repeat(43)}`;
      case 'an expired token':
        return this.token(owner, 'access', -10);
      case 'a socket ticket':
        return this.token(owner, 'ws');
      case 'a disabled user':
        return this.token(disabled);
      case 'a key of a disabled user':
        return this.key(disabled, 'run');
      case 'a revoked key':
        return this.revokedKey();
      case 'a user with a one-time password':
        return this.token(oneTime);
      case 'the owner':
        return this.token(owner);
      case 'another user':
        return this.token(other);
      case 'an operator':
        return this.token(operator);
      case 'an admin':
        return this.token(admin);
      case 'key: run':
        return this.key(owner, 'run');
      case 'key: read':
        return this.key(owner, 'read');
      case "key: admin's admin":
        return this.key(admin, 'admin');
      case "key: operator's admin":
        return this.key(operator, 'admin');
      case "key: user's admin":
        return this.key(other, 'admin');
    }
  }

  async token(
    user: StackUser,
    audience: 'access' | 'ws' = 'access',
    lifeS = LIFE_S,
  ): Promise<string> {
    return signToken(this.keys, await this.user(user), audience, lifeS);
  }

  /** A key as it would be if the user had been allowed to make it. */
  async key(owner: StackUser, ...scopes: Scope[]): Promise<string> {
    const user = await this.user(owner);
    for (const { userId, keyId } of this.made.splice(0)) {
      await this.stack.db.apiKeys.remove(userId, keyId);
    }
    const asAdmin = {
      ...user,
      userId: user.id,
      limits: limitsOf('admin', {}),
      role: 'admin' as const,
      sessionId: '',
      scopes: null,
    };
    const { key, text } = await createApiKey(this.stack.db, asAdmin, { label: 'matrix', scopes });
    this.made.push({ userId: user.id, keyId: key.id });
    return text;
  }

  private async revokedKey(): Promise<string> {
    const { owner } = this.people;
    const text = await this.key(owner, 'run', 'read');
    await this.stack.db.apiKeys.remove(idOf(owner), parseApiKey(text)?.id ?? '');
    return text;
  }

  private async user(user: StackUser): Promise<User> {
    const found = await this.stack.db.users.findById(idOf(user));
    if (found === null) throw new Error(`no user ${user.email}`);
    return found;
  }
}

export function idOf({ id }: StackUser): UserId {
  const userId = parseUserId(id);
  if (userId === null) throw new Error(`${id} is no user id`);
  return userId;
}
