'use client';

import { X } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import { Button } from '@/components/ui/button';
import { MEDIA_TYPES, type MediaType } from '@/lib/domain/generation';

import { without, type Filter } from './filter-params';
import styles from './filter.module.css';
import { useFacets } from './use-facets';

interface FilterPanelProps {
  readonly filter: Filter;
  readonly onChange: (filter: Filter) => void;
}

/** Kind, model, tag, days and workflow. */
export function FilterPanel({ filter, onChange }: FilterPanelProps) {
  const t = useTranslations('gallery.filters');
  const types = useTranslations('gallery.types');
  const { models, tags } = useFacets(true);
  const set = (name: keyof Filter, value: string): void =>
    onChange(value === '' ? without(filter, name) : { ...filter, [name]: value });
  return (
    <div className={styles['panel']}>
      <Choice
        label={t('kind')}
        value={filter.media ?? ''}
        options={MEDIA_TYPES.map((type: MediaType) => ({ value: type, label: types(type) }))}
        onChoose={(value) => set('media', value)}
      />
      <Choice
        label={t('model')}
        value={filter.model ?? ''}
        options={withChosen(
          filter.model,
          models.map(({ value }) => value),
        )}
        onChoose={(value) => set('model', value)}
      />
      <Choice
        label={t('tag')}
        value={filter.tag ?? ''}
        options={withChosen(filter.tag, tags)}
        onChoose={(value) => set('tag', value)}
      />
      <Labelled label={t('from')}>
        {(id) => (
          <input
            id={id}
            type="date"
            value={filter.from ?? ''}
            max={filter.to}
            onChange={(event) => set('from', event.target.value)}
          />
        )}
      </Labelled>
      <Labelled label={t('to')}>
        {(id) => (
          <input
            id={id}
            type="date"
            value={filter.to ?? ''}
            min={filter.from}
            onChange={(event) => set('to', event.target.value)}
          />
        )}
      </Labelled>
      {filter.workflow !== undefined && (
        <div className={styles['field']}>
          <span>{t('workflow')}</span>
          <Button onClick={() => onChange(without(filter, 'workflow'))}>
            <span className={styles['mono']}>{filter.workflow.slice(0, 12)}</span>
            <X aria-label={t('anyWorkflow')} />
          </Button>
        </div>
      )}
    </div>
  );
}

interface Option {
  readonly value: string;
  readonly label: string;
}

/** What is chosen is among the options, also while they are on their way. */
function withChosen(chosen: string | undefined, values: readonly string[]): Option[] {
  const all = chosen === undefined || values.includes(chosen) ? values : [chosen, ...values];
  return all.map((value) => ({ value, label: value }));
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChoose: (value: string) => void;
}

function Choice({ label, value, options, onChoose }: ChoiceProps) {
  const t = useTranslations('gallery.filters');
  return (
    <Labelled label={label}>
      {(id) => (
        <select id={id} value={value} onChange={(event) => onChoose(event.target.value)}>
          <option value="">{t('any')}</option>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

interface LabelledProps {
  readonly label: string;
  readonly children: (id: string) => ReactNode;
}

function Labelled({ label, children }: LabelledProps) {
  const id = useId();
  return (
    <div className={styles['field']}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}
