'use client';

import { X } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';

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
  const format = useFormatter();
  const { models, tags, workflows } = useFacets(true);
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
        options={withChosen(filter.model, models.map(plainOption))}
        onChoose={(value) => set('model', value)}
      />
      <Choice
        label={t('tag')}
        value={filter.tag ?? ''}
        options={withChosen(
          filter.tag,
          tags.map((value) => plainOption({ value })),
        )}
        onChoose={(value) => set('tag', value)}
      />
      <Choice
        label={t('workflow')}
        value={filter.editor ?? ''}
        options={withChosen(
          filter.editor,
          workflows.map(({ id, newestName, newestAt, count }) => ({
            value: id,
            label: t('workflowName', {
              name: newestName,
              date: format.dateTime(new Date(newestAt), { dateStyle: 'medium' }),
              count,
            }),
          })),
        )}
        onChoose={(value) => set('editor', value)}
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
          <span>{t('graph')}</span>
          <Button onClick={() => onChange(without(filter, 'workflow'))}>
            <span className={styles['mono']}>{filter.workflow.slice(0, 12)}</span>
            <X aria-label={t('anyGraph')} />
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
function withChosen(chosen: string | undefined, options: readonly Option[]): readonly Option[] {
  const isThere = chosen === undefined || options.some(({ value }) => value === chosen);
  return isThere ? options : [plainOption({ value: chosen }), ...options];
}

const plainOption = ({ value }: Pick<Option, 'value'>): Option => ({ value, label: value });

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
