'use client';

import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '@/components/api/use-error-text';
import type { GalleryItem } from '@/lib/domain/gallery-item';

import { inputText, useGraph, type ItemGraph } from '../use-graph';
import styles from './detail.module.css';

/** The graph that made the file: its nodes with their values, for reading. */
export function DetailGraph({ item }: { readonly item: GalleryItem }) {
  const t = useTranslations('detail');
  const errorText = useErrorText();
  const [isOpen, setOpen] = useState(false);
  const graph = useGraph(isOpen ? item.id : null);
  return (
    <details className={styles['graph']} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <ChevronRight aria-hidden />
        {t('graph')}
      </summary>
      {graph.isLoading && <p className={styles['none']}>{t('graphLoading')}</p>}
      {graph.isError && <p className={styles['none']}>{errorText(graph.error)}</p>}
      {graph.data !== undefined && <Nodes graph={graph.data} />}
    </details>
  );
}

function Nodes({ graph }: { readonly graph: ItemGraph }) {
  return (
    <ol className={styles['nodes']}>
      {Object.entries(graph).map(([id, node]) => (
        <li key={id}>
          <p>
            <span className={styles['mono']}>{id}</span> {node._meta?.title ?? node.class_type}
          </p>
          <dl className={styles['inputs']}>
            {Object.entries(node.inputs).map(([name, value]) => {
              const text = inputText(value);
              if (text === null) return null;
              return (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{text}</dd>
                </div>
              );
            })}
          </dl>
        </li>
      ))}
    </ol>
  );
}
