import { type Html, html } from '../../kernel/http/html.ts';
import { framed } from './frame.ts';
import type { TextKey } from './texts-en.ts';
import type { Visit } from './visit.ts';

export type Notice = 'missing' | 'slow' | 'broken' | 'refused';

/** A page instead of the one that was asked for. It says nothing of what is or is not there. */
export function noticePage(visit: Visit, notice: Notice, count = 0): Html {
  const { say } = visit;
  const title = say(`${notice}.title` as TextKey);
  return framed({
    visit: { ...visit, here: undefined },
    title,
    main: html`<h1>${title}</h1>
<p>${say(`${notice}.says` as TextKey, { count })}</p>`,
  });
}
