/**
 * Changes a part of the panel and leaves the focus in it: a browser gives the focus of what was
 * taken away to the page, and the next keys would go to the graph.
 * @param heir gets it when what had it is gone
 */
export function keepFocus(part: HTMLElement, heir: () => HTMLElement, change: () => void): void {
  const focused = document.activeElement;
  change();
  if (!(focused instanceof HTMLElement) || focused === document.activeElement) return;
  // What was only moved lost it as well.
  if (part.contains(focused)) focused.focus();
  else if (!focused.isConnected) heir().focus();
}
