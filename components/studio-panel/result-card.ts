/** One result in the panel: its picture, which can be dragged into the graph, and what can be done with it. */
import type { ResultItem } from '@/lib/domain/result-item';

import { element, icon, iconButton } from './create-element';
import { text } from './panel-text';
import { originalUrl, thumbnailUrl } from './results-api';
import { describeDrag, isLoadable } from './drag-results';

export interface CardActs {
  use(result: ResultItem): void;
  openGraph(result: ResultItem): void;
  compare(result: ResultItem): void;
  copyPrompt(result: ResultItem): void;
  remove(result: ResultItem): void;
}

const SHOWN_WIDTH = 320;

export function createCard(result: ResultItem, acts: CardActs): HTMLLIElement {
  const { mediaType, prompt, filename } = result;
  const canBeDragged = isLoadable(result);
  const link = element(
    'a',
    {
      class: 'atelier-thumb',
      title: text('openOriginal', { filename }),
      attributes: {
        href: originalUrl(result),
        target: '_blank',
        rel: 'noopener',
        draggable: String(canBeDragged),
      },
      on: {
        dragstart(event) {
          if (event.dataTransfer === null) return;
          // A link's own address would be dragged too, and the editor opens addresses.
          event.dataTransfer.clearData();
          describeDrag(event.dataTransfer, { ...result, type: 'output' });
        },
      },
    },
    thumbnail(result),
  );
  const compare = iconButton('compare', text('compare'), () => acts.compare(result));
  compare.setAttribute('aria-pressed', 'false');
  compare.dataset['compare'] = result.id;
  return element(
    'li',
    // It gets the focus when the one beside it goes.
    { class: 'atelier-card', attributes: { 'data-result': result.id, tabindex: '-1' } },
    link,
    element(
      'div',
      { class: 'atelier-acts', attributes: { role: 'group', 'aria-label': filename } },
      canBeDragged ? iconButton('input', text('useAsInput'), () => acts.use(result)) : null,
      iconButton('graph', text('openGraph'), () => acts.openGraph(result)),
      mediaType === 'image' ? compare : null,
      prompt === '' ? null : iconButton('copy', text('copyPrompt'), () => acts.copyPrompt(result)),
      iconButton('trash', text('delete'), () => acts.remove(result)),
    ),
  );
}

function thumbnail(result: ResultItem): HTMLElement {
  const { thumbWidths, filename, width, height, mediaType } = result;
  // The smallest that is as wide as a card on a dense screen, or the largest there is.
  const chosen = thumbWidths.find((one) => one >= SHOWN_WIDTH) ?? thumbWidths.at(-1);
  if (chosen === undefined) {
    const name = element('span', { text: filename });
    return element('span', { class: 'atelier-no-thumb' }, icon(mediaType), name);
  }
  const size =
    width === null || height === null ? {} : { width: String(width), height: String(height) };
  return element('img', {
    attributes: {
      src: thumbnailUrl(result, chosen),
      alt: filename,
      loading: 'lazy',
      decoding: 'async',
      draggable: 'false',
      ...size,
    },
  });
}
