/** One line at the panel's foot that goes by itself, with a way back where there is one. */
import { element } from './create-element';

export interface Notices {
  readonly root: HTMLElement;
  readonly tell: (
    message: string,
    action?: { readonly label: string; readonly act: () => void },
  ) => void;
}

const SHOWN_MS = 8_000;

export function createNotices(): Notices {
  const root = element('div', { class: 'atelier-notice', attributes: { role: 'status' } });
  let going: ReturnType<typeof setTimeout> | undefined;
  return {
    root,
    tell(message, action) {
      clearTimeout(going);
      const clear = (): void => root.replaceChildren();
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
      root.replaceChildren(
        ...[element('span', { text: message }), button].filter((child) => child !== null),
      );
      going = setTimeout(clear, SHOWN_MS);
    },
  };
}
