/**
 * The files that are being brought as inputs, in a small list over the graph: those that a person chose
 * or dropped, and the large ones that the editor itself uploads.
 */
import type { SendFailure } from '@/components/uploads/send-failure';
import type { SentFile } from '@/components/uploads/send-file';
import { createTransfers, isOver } from '@/components/uploads/transfers';

import { element, iconButton } from './create-element';
import { addAsInput } from './drag-results';
import { editorApp, showToast } from './editor-app';
import { text } from './panel-text';
import { createUploadRow, type UploadRow } from './upload-row';

export interface UploadTray {
  add(files: readonly File[]): void;
  /** @returns null when somebody cancelled it */
  bring(file: File, subfolder: string): Promise<SentFile | SendFailure | null>;
}

/** It is in the page as long as there is something in it. */
export function createUploadTray(): UploadTray {
  const rows = new Map<number, UploadRow>();
  const list = element('ul', {});
  /** What came to its end is read out; how far a file is, is not. */
  const news = element('p', { class: 'atelier-unseen', attributes: { role: 'status' } });
  const close = iconButton('close', text('uploadsClear'), () => {
    for (const { id } of transfers.list) transfers.remove(id);
  });
  const root = element(
    'section',
    { class: 'atelier-panel atelier-uploads', attributes: { 'aria-label': text('uploads') } },
    element('header', {}, element('h2', { text: text('uploads') }), close),
    list,
    news,
  );
  // Keys typed here are not the graph's.
  root.addEventListener('keydown', (event) => event.stopPropagation());

  const acts = {
    use(file: Parameters<typeof addAsInput>[0]) {
      if (!addAsInput(file)) showToast('warn', text('noLoader'));
    },
    retry: (id: number) => transfers.retry(id),
    remove: (id: number) => transfers.remove(id),
  };
  const transfers = createTransfers(() => {
    frame ??= requestAnimationFrame(draw);
  });
  /** Progress comes more often than anybody sees it. */
  let frame: number | null = null;
  let areListsOld = false;

  function draw(): void {
    frame = null;
    const shown = transfers.list;
    for (const transfer of shown) {
      let row = rows.get(transfer.id);
      if (row === undefined) {
        row = createUploadRow(transfer, acts);
        rows.set(transfer.id, row);
        list.append(row.root);
      }
      row.show(transfer);
    }
    for (const [id, row] of rows) {
      if (shown.some((transfer) => transfer.id === id)) continue;
      rows.delete(id);
      row.root.remove();
    }
    close.hidden = !shown.every(isOver);
    if (shown.length === 0) root.remove();
    else if (!root.isConnected) document.body.append(root);
  }

  /** Lists of the nodes that load files are asked for anew, once all files are there. */
  function renewLists(): void {
    if (!areListsOld || !transfers.list.every(isOver)) return;
    areListsOld = false;
    // Without it a file is still found by dragging it, and by the next look at the lists.
    editorApp()
      .reloadNodeDefs()
      .catch(() => undefined);
  }

  async function bring(file: File, subfolder: string): Promise<SentFile | SendFailure | null> {
    const end = await transfers.add(file, subfolder);
    if (end !== null && !(end instanceof Error)) {
      areListsOld = true;
      news.textContent = text('uploadFinished', { name: file.name });
    }
    renewLists();
    return end;
  }

  return {
    add(files) {
      for (const file of files) void bring(file, '');
    },
    bring,
  };
}
