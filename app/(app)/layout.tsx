import type { ReactNode } from 'react';

import { AppShell } from '@/components/shell/app-shell';
import { StudioHost } from '@/components/studio/studio-host';
import { services } from '@/lib/http/services';

import { currentCaller } from '../_server/require-caller';

/** The frame around signed-in pages. Whoever is not signed in is turned away by the page itself. */
export default async function SignedInLayout({ children }: { readonly children: ReactNode }) {
  const caller = await currentCaller();
  if (caller === null || caller.mustChangePassword) return children;
  const { userId, name, email, role } = caller;
  const { announcement } = await services().settings.read();
  const studio = <StudioHost userId={userId} embed={services().env.STUDIO_EMBED} />;
  return (
    <AppShell person={{ name, email, role }} announcement={announcement} studio={studio}>
      {children}
    </AppShell>
  );
}
