import type { Metadata } from 'next';
import { redirect } from 'next/navigation';

import { pageTitle } from '@/app/_server/page-title';
import { currentCaller } from '@/app/_server/require-caller';
import { AuthFrame } from '@/components/auth/auth-frame';
import { nextPath } from '@/components/auth/next-path';
import { SignInForm } from '@/components/auth/sign-in-form';

export const generateMetadata = (): Promise<Metadata> => pageTitle('signIn');

interface SignInPageProps {
  readonly searchParams: Promise<{ next?: string | string[] }>;
}

export default async function SignInPage({ searchParams }: SignInPageProps) {
  const next = nextPath((await searchParams).next);
  // With the database away the form is still shown; signing in then says what is wrong.
  const caller = await currentCaller().catch(() => null);
  if (caller !== null) redirect(next);
  return (
    <AuthFrame>
      <SignInForm next={next} />
    </AuthFrame>
  );
}
