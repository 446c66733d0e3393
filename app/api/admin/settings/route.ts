import type { Settings } from '@/lib/domain/settings';
import { settingsChangeSchema } from '@/lib/features/settings/settings-schema';
import { adminAct, adminRoute } from '@/lib/http/route';

/** `GET` → `{settings}`, as they hold now. */
export const GET = adminRoute(
  { permission: 'settings.view' },
  async ({ services: { settings } }) => ({ settings: await settings.read() }),
);

/** `PATCH {name: value, …}` → `{settings}`. Acts in every process within a second, without a restart. */
export const PATCH = adminAct(
  { permission: 'settings.act', body: settingsChangeSchema },
  async ({ body, record, services: { settings } }) => {
    const now = await settings.read();
    const names = Object.keys(body) as (keyof Settings)[];
    const before = Object.fromEntries(names.map((name) => [name, now[name]]));
    const target = { kind: 'settings', id: 'installation', name: names.join(', ') } as const;
    return record({ act: 'settings.change', target, before, after: body }, async () => ({
      settings: await settings.write(body),
    }));
  },
);
