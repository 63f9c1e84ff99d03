import { render, type VNode } from 'preact';

/** What a page puts on paper: made when the browser is about to print, by whatever way, and gone afterwards.
 * @returns stops listening */
export function listenToPrinting(sheetOf: () => VNode | null): () => void {
  const sheet = document.createElement('div');
  sheet.className = 'sheet';
  const before = () => {
    document.body.append(sheet);
    render(sheetOf(), sheet);
  };
  const after = () => {
    render(null, sheet);
    sheet.remove();
  };
  addEventListener('beforeprint', before);
  addEventListener('afterprint', after);
  return () => {
    removeEventListener('beforeprint', before);
    removeEventListener('afterprint', after);
    after();
  };
}
