import type { Act } from '@/lib/domain/audit';
import { NO_PASSWORD, type User } from '@/lib/domain/user';
import { issueLink, RESET_LIFE_MS } from '@/lib/features/accounts/one-time-link';
import { revokeSessions } from '@/lib/features/accounts/revoke-sessions';
import { toUserRow } from '@/lib/features/accounts/user-row';
import { keepUser } from '@/lib/features/admin/users/dismiss-user';
import { findTarget, userTarget } from '@/lib/features/admin/users/find-target';
import { guardAdmins } from '@/lib/features/admin/users/guard-admins';
import { endWorkspacesOf } from '@/lib/features/workspaces/end-workspace';
import { adminAct } from '@/lib/http/route';
import type { WebServices } from '@/lib/http/services';
import { endDeps } from '@/lib/http/workspace-deps';
import { AppError } from '@/lib/kernel/errors';

/** Acts by the name that stands in the address. */
const ACTS: Readonly<Record<string, Act>> = {
  disable: 'user.disable',
  enable: 'user.enable',
  'sign-out': 'user.sign-out',
  'reset-password': 'user.reset-password',
  keep: 'user.keep',
};

/**
 * `POST /api/admin/users/{id}/{disable|enable|sign-out|reset-password|keep}`. Each acts on the user's
 * next request and closes open sockets. Answers `{user}`, a reset also `{link}`, which is shown this once.
 */
export const POST = adminAct(
  { permission: 'users.act' },
  async ({ caller, params, record, services }) => {
    const user = await findTarget(services.db.users, params['id']);
    const name = params['action'] ?? '';
    const act = Object.hasOwn(ACTS, name) ? ACTS[name] : undefined;
    if (act === undefined) throw new AppError('not_found', `There is no act "${name}" on users.`);
    if (act === 'user.disable') await guardAdmins(services.db.users, caller, user, 'disable');
    if (user.status === 'leaving' && act !== 'user.keep') {
      throw new AppError('conflict', 'This user is being removed. Take the removal back first.', {
        reason: 'leaving',
      });
    }
    const before = { status: user.status };
    return record({ act, target: userTarget(user), before }, () => perform(services, act, user));
  },
);

async function perform(web: WebServices, act: Act, user: User): Promise<object> {
  const { db, publisher } = web;
  const deps = { users: db.users, apiKeys: db.apiKeys, publisher };
  switch (act) {
    case 'user.disable': {
      const disabled = await revokeSessions(deps, user.id, { status: 'disabled' });
      await endWorkspacesOf({ ...endDeps(web), workspaces: db.workspaces }, user.id);
      return { user: toUserRow(disabled) };
    }
    case 'user.enable':
      return { user: toUserRow(await revokeSessions(deps, user.id, { status: 'active' })) };
    case 'user.keep':
      return { user: toUserRow(await keepUser(deps, user)) };
    case 'user.reset-password': {
      // The old password is worth nothing from now on, whoever knows it.
      const link = await issueLink(db, user.id, RESET_LIFE_MS);
      return {
        user: toUserRow(await revokeSessions(deps, user.id, { pwdHash: NO_PASSWORD })),
        link,
      };
    }
    default:
      return { user: toUserRow(await revokeSessions(deps, user.id)) };
  }
}
