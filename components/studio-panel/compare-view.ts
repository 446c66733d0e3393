/** Two results over each other, with a line between them that can be moved. */
import type { ResultItem } from '@/lib/domain/result-item';

import { element, iconButton } from './create-element';
import { text } from './panel-text';
import { largeUrl } from './results-api';

const MIDDLE = 50;

/** Shows until it is closed, by its button or by Escape. The older one is on the left. */
export function openCompare(one: ResultItem, other: ResultItem): void {
  const [older, newer] = one.createdAt <= other.createdAt ? [one, other] : [other, one];
  const stage = element(
    'div',
    { class: 'atelier-compare-stage' },
    picture(newer, 'atelier-compare-below'),
    picture(older, 'atelier-compare-above'),
  );
  const divide = (at: number): void => stage.style.setProperty('--atelier-divide', `${at}%`);
  divide(MIDDLE);
  const slider = element('input', {
    class: 'atelier-compare-slider',
    attributes: {
      type: 'range',
      min: '0',
      max: '100',
      value: String(MIDDLE),
      'aria-label': text('compareLine'),
    },
    on: { input: () => divide(Number(slider.value)) },
  });
  const dialog = element(
    'dialog',
    { class: 'atelier-panel atelier-compare', attributes: { 'aria-label': text('compare') } },
    element(
      'div',
      { class: 'atelier-compare-head' },
      element('span', { text: caption(older) }),
      element('span', { text: caption(newer) }),
      iconButton('close', text('close'), () => dialog.close()),
    ),
    stage,
    slider,
  );
  dialog.addEventListener('close', () => dialog.remove());
  // Keys typed here are not the graph's.
  dialog.addEventListener('keydown', (event) => event.stopPropagation());
  document.body.append(dialog);
  dialog.showModal();
  slider.focus();
}

const picture = (result: ResultItem, className: string): HTMLImageElement =>
  element('img', { class: className, attributes: { src: largeUrl(result), alt: result.filename } });

function caption({ filename, width, height }: ResultItem): string {
  return width === null || height === null ? filename : `${filename} · ${width} × ${height}`;
}
