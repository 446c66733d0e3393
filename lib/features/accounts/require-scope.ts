import { scopesAllow, type Need } from '@/lib/domain/api-key';
import type { Caller } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';

const WANTED: Readonly<Record<Need, string>> = {
  read: 'This API key may not read: it needs the scope "read" or "run".',
  write: 'This API key may not change anything: it needs the scope "run".',
  admin: 'This API key is not for the admin routes: it needs the scope "admin".',
  session: 'API keys may not do this. Sign in with e-mail and password.',
};

/** @throws AppError `forbidden`, naming the scope, when the caller's API key was not made for it */
export function requireScope({ scopes }: Pick<Caller, 'scopes'>, need: Need): void {
  if (!scopesAllow(scopes, need)) throw new AppError('forbidden', WANTED[need]);
}
