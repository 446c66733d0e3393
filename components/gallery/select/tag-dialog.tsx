'use client';

import { useState, type SubmitEvent } from 'react';
import { useTranslations } from 'use-intl';

import type { GalleryItem } from '@/lib/domain/gallery-item';
import { Button } from '@/components/ui/button';
import { Dialog, DialogActions } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { TAG_MAX_LENGTH } from '@/lib/domain/generation';

import { useFacets } from '../filter/use-facets';
import type { Acts } from '../use-acts';
import styles from './select.module.css';

interface TagDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly items: readonly GalleryItem[];
  readonly acts: Acts;
}

/** Gives one tag to everything that is selected; tags in use are proposed. */
export function TagDialog({ open, onOpenChange, items, acts }: TagDialogProps) {
  const t = useTranslations('gallery');
  const common = useTranslations('common');
  const [tag, setTag] = useState('');
  const { tags } = useFacets(open);
  const give = (name: string): void => {
    acts.mark(items, 'tag', name);
    setTag('');
    onOpenChange(false);
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (tag.trim() !== '') give(tag.trim());
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('tagTitle', { count: items.length })}
      text={t('tagText')}
    >
      <form className={styles['form']} onSubmit={submit}>
        <Field
          label={t('tagName')}
          value={tag}
          maxLength={TAG_MAX_LENGTH}
          autoComplete="off"
          onChange={(event) => setTag(event.target.value)}
        />
        {tags.length > 0 && (
          <ul className={styles['chips']} aria-label={t('tagsInUse')}>
            {tags.slice(0, 12).map((name) => (
              <li key={name}>
                <Button size="small" onClick={() => give(name)}>
                  {name}
                </Button>
              </li>
            ))}
          </ul>
        )}
        <DialogActions>
          <Button onClick={() => onOpenChange(false)}>{common('cancel')}</Button>
          <Button look="primary" type="submit">
            {t('tagGive')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
