import { resetPassword } from '@/lib/features/accounts/reset-password';
import { announceRevocation, revokeSessions } from '@/lib/features/accounts/revoke-sessions';
import { toUserRow } from '@/lib/features/accounts/user-row';
import { adminRoute } from '@/lib/http/route';
import { AppError } from '@/lib/kernel/errors';
import { parseUserId } from '@/lib/kernel/ids';

/**
 * `POST /api/admin/users/{id}/{disable|enable|sign-out|reset-password}`. Each acts on the user's next
 * request and closes open sockets. Answers `{user}`, a reset also `{oneTimePassword}`.
 */
export const POST = adminRoute(
  { permission: 'users.act' },
  async ({ caller, params, services: { db, publisher } }) => {
    const userId = parseUserId(params['id'] ?? '');
    const target = userId && (await db.users.findById(userId));
    if (!target) throw new AppError('not_found', 'There is no such user.');
    const deps = { users: db.users, apiKeys: db.apiKeys, publisher };
    const action = params['action'];
    if (target.id === caller.userId && action === 'disable') {
      throw new AppError('conflict', 'You cannot disable yourself. Ask another admin.');
    }
    switch (action) {
      case 'disable':
        return { user: toUserRow(await revokeSessions(deps, target.id, { status: 'disabled' })) };
      case 'enable':
        return { user: toUserRow(await revokeSessions(deps, target.id, { status: 'active' })) };
      case 'sign-out':
        return { user: toUserRow(await revokeSessions(deps, target.id)) };
      case 'reset-password': {
        const { user, oneTimePassword } = await resetPassword({ db }, target.email);
        announceRevocation(publisher, user);
        return { user: toUserRow(user), oneTimePassword };
      }
      default:
        throw new AppError('not_found', `There is no act "${action ?? ''}" on users.`);
    }
  },
);
