/** Users, settings and translations, as the editor asks for them. */
import { readSetting, readSettings } from '@/lib/features/user-settings/read-settings';
import { writeSettings } from '@/lib/features/user-settings/write-settings';
import { AppError } from '@/lib/kernel/errors';
import type { Database } from '@/prisma-free-db/client';

import { empty, json } from '../reply';
import { adminRoute, userRoute, type Route } from '../route';

// A 401 here makes the editor reload its page for ever.
const NOT_401 = { anonymousStatus: 403 } as const;

export function accountRoutes(db: Pick<Database, 'userSettings'>): Route[] {
  return [
    // The single-user form: with a list of users the editor would show its own sign-in page.
    userRoute('GET twin /users', 'fixed', () => json({ storage: 'server', migrated: true })),
    adminRoute('POST twin /users', 'fixed', () => {
      throw new AppError('forbidden', 'Users are made on the admin pages.');
    }),
    userRoute('GET twin /i18n', 'fixed', () => json({})),
    ...settingsRoutes(db),
  ];
}

function settingsRoutes(db: Pick<Database, 'userSettings'>): Route[] {
  return [
    userRoute(
      'GET twin /settings',
      'mongodb',
      async ({ caller }) => json(await readSettings(db, caller.userId)),
      NOT_401,
    ),
    userRoute(
      'POST twin /settings',
      'mongodb',
      async ({ caller, readJson }) => {
        await writeSettings(db, caller.userId, await readJson({ whenEmpty: {} }));
        return empty();
      },
      NOT_401,
    ),
    userRoute(
      'GET twin /settings/{id}',
      'mongodb',
      async ({ caller, params }) => json(await readSetting(db, caller.userId, params['id'] ?? '')),
      NOT_401,
    ),
    userRoute(
      'POST twin /settings/{id}',
      'mongodb',
      // Unsetting: both generations of the editor send an empty body.
      async ({ caller, params, readJson }) => {
        const value = await readJson({ whenEmpty: undefined });
        await writeSettings(db, caller.userId, { [params['id'] ?? '']: value });
        return empty();
      },
      NOT_401,
    ),
  ];
}
