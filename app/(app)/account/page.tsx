import type { Metadata } from 'next';
import { headers } from 'next/headers';

import { pageTitle } from '@/app/_server/page-title';
import { requireCaller } from '@/app/_server/require-caller';
import { AccountView } from '@/components/account/account-view';
import { services } from '@/lib/http/services';

export const generateMetadata = (): Promise<Metadata> => pageTitle('account');

export default async function AccountPage() {
  const caller = await requireCaller('/account');
  const { name, email, role } = caller;
  const { env, storage } = services();
  const host = (await headers()).get('host') ?? 'localhost';
  return (
    <AccountView
      person={{ name, email, role }}
      storage={await storage.read(caller)}
      limits={caller.limits}
      site={env.PUBLIC_URL ?? `http://${host}`}
      accessDays={Math.round(env.ACCESS_TOKEN_TTL_S / 86_400)}
      ticketMinutes={Math.round(env.WS_TOKEN_TTL_S / 60)}
    />
  );
}
