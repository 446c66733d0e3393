'use client';

import { Search, SlidersHorizontal, Star, Trash2, X } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl';

import { Button } from '@/components/ui/button';
import { cx } from '@/components/ui/cx';

import { countFilters, without, type Filter } from './filter-params';
import styles from './filter.module.css';
import { FilterPanel } from './filter-panel';
import { useTypedSearch } from './use-typed-search';

interface FilterBarProps {
  readonly filter: Filter;
  readonly onChange: (filter: Filter, how?: 'push' | 'replace') => void;
}

/** Search, favourites, trash, and a panel with the other filters. */
export function FilterBar({ filter, onChange }: FilterBarProps) {
  const t = useTranslations('gallery.filters');
  const panelId = useId();
  const count = countFilters(filter);
  const [isOpen, setOpen] = useState(count > (filter.favourite === true ? 1 : 0));
  const search = useTypedSearch(filter, onChange);
  const { favourite, trash, ...plain } = filter;
  const flip = (name: 'favourite' | 'trash'): void =>
    onChange(filter[name] === true ? without(filter, name) : { ...filter, [name]: true });
  return (
    <div className={styles['filters']} role="search" aria-label={t('label')}>
      <div className={styles['bar']}>
        <div className={styles['search']}>
          <Search aria-hidden />
          <input
            type="search"
            aria-label={t('search')}
            placeholder={t('search')}
            value={search.text}
            maxLength={200}
            enterKeyHint="search"
            onChange={(event) => search.type(event.target.value)}
          />
        </div>
        <Toggle label={t('favourites')} isOn={favourite === true} onClick={() => flip('favourite')}>
          <Star aria-hidden fill={favourite === true ? 'currentColor' : 'none'} />
        </Toggle>
        <Button
          aria-expanded={isOpen}
          aria-controls={panelId}
          title={t('more')}
          className={cx(styles['toggle'], isOpen && styles['on'])}
          onClick={() => setOpen(!isOpen)}
        >
          <SlidersHorizontal aria-hidden />
          <span className={styles['label']}>{t('more')}</span>
          {count > 0 && <span className={styles['badge']}>{count}</span>}
        </Button>
        <Toggle label={t('trash')} isOn={trash === true} onClick={() => flip('trash')}>
          <Trash2 aria-hidden />
        </Toggle>
      </div>
      <div id={panelId} hidden={!isOpen}>
        {isOpen && <FilterPanel filter={filter} onChange={onChange} />}
      </div>
      {(count > 0 || plain.q !== undefined) && (
        <Button
          size="small"
          look="ghost"
          className={styles['reset'] ?? ''}
          onClick={() => {
            search.type('', 'now');
            onChange(trash === true ? { trash } : {});
          }}
        >
          <X aria-hidden />
          {t('reset')}
        </Button>
      )}
    </div>
  );
}

interface ToggleProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}

function Toggle({ label, isOn, onClick, children }: ToggleProps) {
  return (
    <Button
      aria-pressed={isOn}
      className={cx(styles['toggle'], isOn && styles['on'])}
      title={label}
      onClick={onClick}
    >
      {children}
      <span className={styles['label']}>{label}</span>
    </Button>
  );
}
