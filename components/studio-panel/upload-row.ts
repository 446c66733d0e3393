/** One file on its way, or there: its name, how far it is, and what can be done with it. */
import { formatBytes } from '@/components/gallery/format-bytes';
import type { SendFailure } from '@/components/uploads/send-failure';
import type { SentFile } from '@/components/uploads/send-file';
import { isOver, type Transfer } from '@/components/uploads/transfers';
import { mediaTypeOf } from '@/lib/domain/generation';

import { element, iconButton } from './create-element';
import { describeDrag, isLoadable, type GraphFile } from './drag-results';
import { locale, text, type PanelText } from './panel-text';

export interface RowActs {
  use(file: GraphFile): void;
  retry(id: number): void;
  remove(id: number): void;
}

export interface UploadRow {
  readonly root: HTMLLIElement;
  show(transfer: Transfer): void;
}

const size = (bytes: number): string => formatBytes(bytes, locale);
const percentOf = new Intl.NumberFormat(locale, { style: 'percent' });

export function createUploadRow({ id, name }: Transfer, acts: RowActs): UploadRow {
  const status = element('p', { class: 'atelier-upload-status' });
  const bar = element('progress', { attributes: { 'aria-label': name, max: '1' } });
  const buttons = element('div', { class: 'atelier-upload-acts' });
  let file: GraphFile | null = null;
  const root = element(
    'li',
    {
      class: 'atelier-upload',
      attributes: { 'data-upload': name },
      on: {
        dragstart(event) {
          if (event.dataTransfer !== null && file !== null) describeDrag(event.dataTransfer, file);
        },
      },
    },
    element('p', { class: 'atelier-upload-name', text: name, attributes: { title: name } }),
    buttons,
    status,
    bar,
  );
  let shown: Transfer['state'] | null = null;

  function buttonsOf(transfer: Transfer): Node[] {
    const { failure } = transfer;
    const used = file;
    const use =
      used !== null && isLoadable(used)
        ? iconButton('input', text('useAsInput'), () => acts.use(used))
        : null;
    const retry =
      failure?.isPassing === true ? iconButton('retry', text('retry'), () => acts.retry(id)) : null;
    const label = isOver(transfer) ? 'uploadRemove' : 'uploadCancel';
    const remove = iconButton('close', text(label, { name }), () => acts.remove(id));
    return [use, retry, remove].filter((one) => one !== null);
  }

  return {
    root,
    show(transfer) {
      const { state, sent } = transfer;
      status.textContent = statusOf(transfer);
      bar.hidden = isOver(transfer);
      // Without a value the bar moves by itself.
      if (state === 'waiting' || state === 'checking') bar.removeAttribute('value');
      else bar.value = shareOf(transfer);
      if (state === shown) return;
      shown = state;
      root.dataset['state'] = state;
      file = sent === null ? null : graphFileOf(sent);
      root.draggable = file !== null && isLoadable(file);
      const hadFocus = buttons.contains(document.activeElement);
      buttons.replaceChildren(...buttonsOf(transfer));
      if (hadFocus) buttons.querySelector('button')?.focus();
    },
  };
}

const graphFileOf = ({ name, subfolder, type }: SentFile): GraphFile => ({
  ...{ filename: name, subfolder, type },
  mediaType: mediaTypeOf(name),
});

const shareOf = ({ bytes, bytesDone }: Transfer): number => (bytes === 0 ? 0 : bytesDone / bytes);

function statusOf(transfer: Transfer): string {
  const { state, bytes, bytesDone, failure } = transfer;
  if (failure !== null) return refusalOf(failure);
  const values = {
    bytes: size(bytes),
    done: size(bytesDone),
    percent: percentOf.format(shareOf(transfer)),
  };
  return text(STATUS[state], values);
}

const STATUS: Record<Transfer['state'], PanelText> = {
  waiting: 'uploadWaiting',
  reading: 'uploadReading',
  sending: 'uploadSending',
  checking: 'uploadChecking',
  done: 'uploadDone',
  failed: 'uploadBroken',
};

const REFUSALS: Partial<Record<string, PanelText>> = {
  too_large: 'uploadTooLarge',
  quota_exceeded: 'uploadNoRoom',
  unsupported_media_type: 'uploadBadKind',
  unreachable: 'uploadBroken',
  unavailable: 'uploadBroken',
  unreadable: 'uploadUnreadable',
  empty: 'uploadEmpty',
};

function refusalOf({ code, message, facts }: SendFailure): string {
  const known = REFUSALS[code];
  if (known === undefined) return text('actFailed', { reason: message });
  const sizes = Object.entries(facts).map(([name, value]) => [name, size(value)] as const);
  return text(known, Object.fromEntries(sizes));
}
