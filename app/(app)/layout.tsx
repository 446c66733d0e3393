import type { ReactNode } from 'react';

import { AppShell } from '@/components/shell/app-shell';

import { currentCaller } from '../_server/require-caller';

/** The frame around signed-in pages. Whoever is not signed in is turned away by the page itself. */
export default async function SignedInLayout({ children }: { readonly children: ReactNode }) {
  const caller = await currentCaller();
  if (caller === null || caller.mustChangePassword) return children;
  const { name, email, role } = caller;
  return (
    <AppShell person={{ name, email, role }} studio={null}>
      {children}
    </AppShell>
  );
}
