/** Two ways to bring files as inputs: a button that asks for them, and dropping them on the panel. */
import { KNOWN_ENDINGS } from '@/lib/domain/generation';

import { element, icon } from './create-element';
import { text } from './panel-text';

type Take = (files: readonly File[]) => void;

/** Phones offer their camera and pictures for the first three. */
const ACCEPTED = ['image/*', 'video/*', 'audio/*', ...KNOWN_ENDINGS.map((one) => `.${one}`)];

export function createUploadButton(take: Take): HTMLElement {
  const chooser = element('input', {
    attributes: { type: 'file', multiple: '', hidden: '', accept: ACCEPTED.join() },
    on: {
      change() {
        take([...(chooser.files ?? [])]);
        // The same file may be chosen again.
        chooser.value = '';
      },
    },
  });
  return element(
    'button',
    {
      class: 'atelier-filter',
      attributes: { type: 'button', title: text('uploadHint') },
      on: { click: () => chooser.click() },
    },
    icon('upload'),
    element('span', { text: text('upload') }),
    chooser,
  );
}

/** The editor would open files that are dropped; those dropped here become inputs only. */
export function takeDroppedFiles(panel: HTMLElement, take: Take): void {
  const hint = element('p', { class: 'atelier-drop-hint', text: text('dropHere') });
  const holdsFiles = ({ dataTransfer }: DragEvent): boolean =>
    dataTransfer?.types.includes('Files') === true;
  panel.addEventListener('dragover', (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
    panel.append(hint);
  });
  panel.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && panel.contains(relatedTarget))) hint.remove();
  });
  panel.addEventListener('drop', (event) => {
    hint.remove();
    if (!holdsFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    take([...(event.dataTransfer?.files ?? [])]);
  });
}
