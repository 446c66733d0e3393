'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { Card } from '@/components/ui/page';

import { PasswordForm } from './password-form';

interface PasswordCardProps {
  readonly email: string;
  readonly onDone: () => void;
}

/** Changing one's password; the fields are empty again afterwards. */
export function PasswordCard({ email, onDone }: PasswordCardProps) {
  const t = useTranslations('password');
  const [round, setRound] = useState(0);
  const done = (): void => {
    setRound(round + 1);
    onDone();
  };
  return (
    <Card title={t('title')}>
      <PasswordForm key={round} email={email} onDone={done} />
    </Card>
  );
}
