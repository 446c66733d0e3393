'use client';

import { Plus, X } from 'lucide-react';
import { useState, type SubmitEvent } from 'react';
import { useTranslations } from 'use-intl';

import type { GalleryItem } from '@/lib/domain/gallery-item';
import { Button } from '@/components/ui/button';
import { TAG_MAX_LENGTH, TAGS_MAX } from '@/lib/domain/generation';

import type { Acts } from '../use-acts';
import styles from './detail.module.css';

/** The item's tags; each can be taken off, and new ones given. */
export function DetailTags({ item, acts }: { readonly item: GalleryItem; readonly acts: Acts }) {
  const t = useTranslations('detail');
  const [tag, setTag] = useState('');
  const canChange = item.deletedAt === null;
  const give = (event: SubmitEvent): void => {
    event.preventDefault();
    if (tag.trim() === '') return;
    acts.mark([item], 'tag', tag.trim());
    setTag('');
  };
  return (
    <section>
      <h3 className={styles['label']}>{t('tags')}</h3>
      <ul className={styles['tags']}>
        {item.tags.map((name) => (
          <li key={name} className={styles['tag']}>
            {name}
            {canChange && (
              <button
                type="button"
                aria-label={t('untag', { tag: name })}
                onClick={() => acts.mark([item], 'untag', name)}
              >
                <X aria-hidden />
              </button>
            )}
          </li>
        ))}
      </ul>
      {canChange && item.tags.length < TAGS_MAX && (
        <form className={styles['tagForm']} onSubmit={give}>
          <input
            aria-label={t('newTag')}
            placeholder={t('newTag')}
            value={tag}
            maxLength={TAG_MAX_LENGTH}
            onChange={(event) => setTag(event.target.value)}
          />
          <Button size="small" icon type="submit" aria-label={t('giveTag')}>
            <Plus aria-hidden />
          </Button>
        </form>
      )}
    </section>
  );
}
