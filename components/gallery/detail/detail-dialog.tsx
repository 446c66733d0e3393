'use client';

import { Dialog as Radix } from 'radix-ui';
import { useTranslations } from 'use-intl';

import { cx } from '@/components/ui/cx';
import { VisuallyHidden } from '@/components/ui/visually-hidden';

import type { Acts } from '../use-acts';
import type { Gallery } from '../use-gallery';
import type { OpenedItem } from '../use-opened-item';
import { DetailContent } from './detail-content';
import { DetailTrouble } from './detail-trouble';
import styles from './detail.module.css';
import { useDetailItem } from './use-detail-item';
import { useInertFrame } from './use-inert-frame';

interface DetailDialogProps {
  readonly gallery: Gallery;
  readonly opened: OpenedItem;
  readonly acts: Acts;
}

/** One file over the whole window, with all that is known of it. */
export function DetailDialog({ gallery, opened, acts }: DetailDialogProps) {
  const t = useTranslations('detail');
  const common = useTranslations('common');
  const { item, trouble, retry } = useDetailItem(opened.id, gallery.items);
  useInertFrame(opened.id !== null);
  const title = item === null ? common('loading') : t('title', { filename: item.filename });
  return (
    <Radix.Root
      modal={false}
      open={opened.id !== null}
      onOpenChange={(open) => {
        if (!open) opened.close();
      }}
    >
      <Radix.Portal>
        <Radix.Content
          className={cx('atelier', styles['dialog'])}
          aria-describedby={undefined}
          // Notices lie over the dialog; pressing "Undo" in one must not close it.
          onInteractOutside={(event) => event.preventDefault()}
          // The dialog as a whole, not its first button: the arrow keys leaf through pictures at once.
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement).focus();
          }}
          onCloseAutoFocus={(event) => focusTile(event, item?.id)}
        >
          <VisuallyHidden>
            <Radix.Title>{title}</Radix.Title>
          </VisuallyHidden>
          {item !== null && (
            <DetailContent item={item} gallery={gallery} opened={opened} acts={acts} />
          )}
          {trouble !== null && (
            <DetailTrouble trouble={trouble} onRetry={retry} onClose={opened.close} />
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Back in the grid, the focus is on what was looked at last. */
function focusTile(event: Event, id: string | undefined): void {
  const tile =
    document.querySelector<HTMLElement>(`a[data-tile="${id ?? ''}"]`) ??
    // It was deleted, or lies too far down to exist: the tile that Tab would lead to.
    document.querySelector<HTMLElement>('a[data-tile][tabindex="0"]');
  if (tile === null) return;
  event.preventDefault();
  tile.focus();
}
