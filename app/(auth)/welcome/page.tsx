import type { Metadata } from 'next';

import { pageTitle } from '@/app/_server/page-title';
import { WelcomeForm } from '@/components/account/welcome-form';
import { AuthFrame } from '@/components/auth/auth-frame';

export const generateMetadata = (): Promise<Metadata> => pageTitle('welcome');

/** Where a one-time link leads: its holder sets a password. The secret stays in the browser. */
export default function WelcomePage() {
  return (
    <AuthFrame>
      <WelcomeForm />
    </AuthFrame>
  );
}
