/** One line at the panel's foot that goes by itself, with a way back where there is one. */
import { element } from './create-element';
import { keepFocus } from './keep-focus';

export interface Notices {
  readonly root: HTMLElement;
  readonly tell: (
    message: string,
    action?: { readonly label: string; readonly act: () => void },
  ) => void;
}

const SHOWN_MS = 8_000;

/** @param heir gets the focus when a notice goes that had it */
export function createNotices(heir: () => HTMLElement): Notices {
  const root = element('div', { class: 'atelier-notice', attributes: { role: 'status' } });
  let going: ReturnType<typeof setTimeout> | undefined;
  return {
    root,
    tell(message, action) {
      clearTimeout(going);
      const clear = (): void => keepFocus(root, heir, () => root.replaceChildren());
      const button =
        action === undefined
          ? null
          : element('button', {
              text: action.label,
              attributes: { type: 'button' },
              on: {
                click() {
                  clear();
                  action.act();
                },
              },
            });
      const line = [element('span', { text: message }), button].filter((child) => child !== null);
      keepFocus(root, heir, () => root.replaceChildren(...line));
      going = setTimeout(clear, SHOWN_MS);
    },
  };
}
