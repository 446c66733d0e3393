import type { ReactNode } from 'react';

import { currentCaller } from '@/app/_server/require-caller';
import { ConsoleFrame } from '@/components/admin/console/console-frame';
import { may } from '@/lib/domain/permissions';

/** The ways between the pages of the console. Each page turns away by itself who may not see it. */
export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const caller = await currentCaller();
  if (caller === null || !may(caller.role, 'devices.view')) return children;
  return <ConsoleFrame role={caller.role}>{children}</ConsoleFrame>;
}
