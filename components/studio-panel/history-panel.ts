/** The panel beside the graph: the caller's results, newest first, and what can be done with each. */
import { documentProblem } from '@/components/api/document-problem';
import { openLiveClient } from '@/lib/realtime/client';
import type { ResultItem } from '@/lib/domain/result-item';

import { openCompare } from './compare-view';
import { element } from './create-element';
import { editorApp } from './editor-app';
import { keepFocus } from './keep-focus';
import { createNotices } from './notices';
import { createListState } from './list-state';
import { text } from './panel-text';
import { createCard, type CardActs } from './result-card';
import { createResultList, type ResultList } from './result-list';
import { readGraph, removeResult, restoreResult } from './results-api';
import { addAsInput } from './drag-results';
import { createUploadButton, takeDroppedFiles } from './choose-files';

export interface HistoryPanel {
  /** The editor shows another graph now. */
  graphChanged(): void;
  close(): void;
}

/** Enough of an id to tell tabs apart. */
const NAME_DIGITS = 8;
/** How far before the end the next page is fetched. */
const AHEAD = '600px';

/** @param upload takes files that a person chose or dropped */
export function openHistoryPanel(
  host: HTMLElement,
  upload: (files: readonly File[]) => void,
): HistoryPanel {
  const notices = createNotices(() => root);
  const grid = element('ul', { class: 'atelier-grid' });
  const stateLine = createListState(() => list.retry());
  const end = element('div', { class: 'atelier-end' });
  let onlyThis = false;
  const filter = element('button', {
    class: 'atelier-filter',
    text: text('thisWorkflow'),
    attributes: { type: 'button', 'aria-pressed': 'false' },
    on: { click: () => setOnlyThis(!onlyThis) },
  });
  const scroller = element('div', { class: 'atelier-scroll' }, grid, stateLine.root, end);
  const root = element(
    'section',
    {
      class: 'atelier-panel atelier-history',
      attributes: { 'aria-label': text('title'), tabindex: '-1' },
    },
    element(
      'header',
      {},
      element('h2', { text: text('title') }),
      filter,
      createUploadButton(upload),
    ),
    scroller,
    notices.root,
  );
  takeDroppedFiles(root, upload);
  host.classList.add('atelier-host');
  host.replaceChildren(root);

  const live = openLiveClient();
  const list = createResultList(live, draw);
  const acts = createActs(list, notices.tell, markCompared);
  const cards = new Map<string, { shape: string; card: HTMLLIElement }>();
  const watch = new IntersectionObserver(
    ([entry]) => {
      if (entry?.isIntersecting === true) list.loadMore();
    },
    { root: scroller, rootMargin: AHEAD },
  );
  watch.observe(end);

  function setOnlyThis(wanted: boolean): void {
    onlyThis = wanted;
    filter.setAttribute('aria-pressed', String(wanted));
    list.filter(wanted ? (editorApp().graph.id ?? '') : null);
  }

  function markCompared(id: string | null): void {
    for (const button of grid.querySelectorAll<HTMLElement>('[data-compare]')) {
      button.setAttribute('aria-pressed', String(button.dataset['compare'] === id));
    }
  }

  /** A card is made again only when its picture came. */
  function cardOf(result: ResultItem): HTMLLIElement {
    const shape = `${result.thumbWidths.join()} ${result.mediaType}`;
    const known = cards.get(result.id);
    if (known?.shape === shape) return known.card;
    const card = createCard(result, acts);
    cards.set(result.id, { shape, card });
    return card;
  }

  function draw(): void {
    const { items, state } = list;
    const wanted = items.map(cardOf);
    const place = [...grid.children].findIndex((card) => card.contains(document.activeElement));
    // Of a card that goes the next one is the heir, of the last one that before it.
    const heir = (): HTMLElement => wanted[place] ?? (place < 0 ? root : (wanted.at(-1) ?? root));
    const staying = new Set<Element>(wanted);
    keepFocus(root, heir, () => {
      for (const card of [...grid.children]) if (!staying.has(card)) card.remove();
      wanted.forEach((card, index) => {
        const here = grid.children[index];
        if (here !== card) grid.insertBefore(card, here ?? null);
      });
      const empty = text(onlyThis ? 'emptyWorkflow' : 'empty');
      stateLine.show(state, items.length === 0 ? empty : '');
    });
    // What is in sight already is not told of again.
    watch.unobserve(end);
    watch.observe(end);
  }

  draw();
  return {
    graphChanged() {
      if (onlyThis) setOnlyThis(true);
    },
    close() {
      watch.disconnect();
      list.close();
      live.close();
      root.remove();
      host.classList.remove('atelier-host');
    },
  };
}

function createActs(
  list: ResultList,
  tell: ReturnType<typeof createNotices>['tell'],
  mark: (id: string | null) => void,
): CardActs {
  let first: ResultItem | null = null;
  const failed = (error: unknown): void =>
    tell(text('actFailed', { reason: documentProblem(error) }));

  return {
    use(result) {
      if (!addAsInput({ ...result, type: 'output' })) tell(text('noLoader'));
    },
    openGraph(result) {
      const name = `gallery-${result.id.slice(0, NAME_DIGITS)}`;
      readGraph(result.id)
        .then(async ({ workflow, prompt }) => {
          const app = editorApp();
          if (workflow === null) await app.loadApiJson(prompt, name);
          else await app.loadGraphData(workflow, true, true, name);
        })
        .catch(failed);
    },
    compare(result) {
      const other = first;
      first = other === null ? result : null;
      mark(first?.id ?? null);
      if (other === null) tell(text('compareChoose'));
      else if (other.id !== result.id) openCompare(other, result);
    },
    copyPrompt({ prompt }) {
      navigator.clipboard.writeText(prompt).then(() => tell(text('copied')), failed);
    },
    remove({ id }) {
      list.hide(id);
      removeResult(id).then(
        () =>
          tell(text('deleted'), {
            label: text('undo'),
            act: () => void restoreResult(id).then(() => list.restored(id), failed),
          }),
        (error: unknown) => {
          list.unhide(id);
          failed(error);
        },
      );
    },
  };
}
