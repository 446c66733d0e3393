/** A bar over the editor: a sentence, and a button where there is something to do. */

const BAR_STYLE =
  'position:fixed;inset:auto 0 24px 0;margin:0 auto;z-index:100000;display:none;gap:12px;' +
  'align-items:center;width:fit-content;max-width:min(92vw,640px);padding:12px 16px;' +
  'border-radius:10px;background:#1f2430;color:#fff;font:14px/1.4 system-ui,sans-serif;' +
  'box-shadow:0 6px 24px rgb(0 0 0/.45);border:1px solid #4a5166';
const BUTTON_STYLE =
  'flex:none;min-height:36px;padding:6px 14px;border-radius:8px;border:0;background:#fff;' +
  'color:#1f2430;font:inherit;font-weight:600;cursor:pointer';

interface Act {
  readonly label: string;
  run(): void;
}

export interface NoticeBar {
  show(message: string, act?: Act): void;
  hide(): void;
}

export function createNoticeBar(): NoticeBar {
  const bar = document.createElement('div');
  bar.setAttribute('role', 'status');
  bar.id = 'atelier-workspace-notice';
  bar.style.cssText = BAR_STYLE;
  const text = document.createElement('span');
  const button = document.createElement('button');
  button.type = 'button';
  button.style.cssText = BUTTON_STYLE;
  bar.append(text, button);
  return {
    show(message, act) {
      text.textContent = message;
      button.textContent = act?.label ?? '';
      button.style.display = act === undefined ? 'none' : '';
      button.onclick = () => act?.run();
      if (!bar.isConnected) document.body.append(bar);
      bar.style.display = 'flex';
    },
    hide() {
      bar.style.display = 'none';
    },
  };
}
