'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import type { ApiKeyList, IssuedApiKey } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';
import { Button } from '@/components/ui/button';
import { CopyText } from '@/components/ui/copy-text';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { Notice } from '@/components/ui/notice';
import { Card } from '@/components/ui/page';
import type { Role } from '@/lib/domain/user';

import styles from './account.module.css';
import { ApiKeyItem } from './api-key-item';
import { CreateKeyForm } from './create-key-form';

/** The person's API keys: make one, see when each was used, revoke. */
export function ApiKeysCard({ role }: { readonly role: Role }) {
  const t = useTranslations('account');
  const [creating, setCreating] = useState(false);
  const [issued, setIssued] = useState<IssuedApiKey | null>(null);
  const created = (key: IssuedApiKey): void => {
    setCreating(false);
    setIssued(key);
  };
  return (
    <Card title={t('keys')} text={t('keysText')}>
      <KeyList />
      <div>
        <Button onClick={() => setCreating(true)}>{t('keyCreate')}</Button>
      </div>
      <Dialog open={creating} onOpenChange={setCreating} title={t('keyCreate')}>
        <CreateKeyForm role={role} onCancel={() => setCreating(false)} onCreated={created} />
      </Dialog>
      {issued !== null && <IssuedKeyDialog issued={issued} onClose={() => setIssued(null)} />}
    </Card>
  );
}

function KeyList() {
  const t = useTranslations('account');
  const errorText = useErrorText();
  const { data, error } = useQuery({
    queryKey: ['api-keys'],
    queryFn: ({ signal }) => fetchJson<ApiKeyList>('/api/account/keys', { signal }),
  });
  if (error !== null) return <Notice kind="danger">{errorText(error)}</Notice>;
  if (data === undefined) return null;
  if (data.keys.length === 0) return <p className={styles['none']}>{t('keysNone')}</p>;
  return (
    <ul className={styles['keys']}>
      {data.keys.map((key) => (
        <ApiKeyItem key={key.id} apiKey={key} />
      ))}
    </ul>
  );
}

interface IssuedKeyDialogProps {
  readonly issued: IssuedApiKey;
  readonly onClose: () => void;
}

/** Shows a key this once; a press beside the dialog does not lose it. */
function IssuedKeyDialog({ issued, onClose }: IssuedKeyDialogProps) {
  const t = useTranslations('account');
  return (
    <Dialog
      open
      sticky
      onOpenChange={(open) => !open && onClose()}
      title={t('keyIssuedTitle', { label: issued.key.label })}
      text={t('keyIssuedText')}
    >
      <CopyText label={t('keyIssuedLabel')} text={issued.text} />
      <DialogActions>
        <Button look="primary" onClick={onClose}>
          {t('keyIssuedClose')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
