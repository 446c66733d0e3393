import type { Metadata } from 'next';
import { redirect } from 'next/navigation';

import { pageTitle } from '@/app/_server/page-title';
import { currentCaller } from '@/app/_server/require-caller';
import { ForcedPassword } from '@/components/account/forced-password';
import { AuthFrame } from '@/components/auth/auth-frame';
import { nextPath } from '@/components/auth/next-path';

export const generateMetadata = (): Promise<Metadata> => pageTitle('password');

interface PasswordPageProps {
  readonly searchParams: Promise<{ next?: string | string[] }>;
}

/** Where a one-time password becomes the person's own; nothing else is open before that. */
export default async function PasswordPage({ searchParams }: PasswordPageProps) {
  const next = nextPath((await searchParams).next);
  const caller = await currentCaller();
  if (caller === null) redirect(`/sign-in?next=${encodeURIComponent(next)}`);
  if (!caller.mustChangePassword) redirect('/account');
  return (
    <AuthFrame>
      <ForcedPassword email={caller.email} next={next} />
    </AuthFrame>
  );
}
