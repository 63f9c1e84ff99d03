import type { ComponentChildren, JSX } from 'preact';
import { announce } from '../shell/announce.tsx';
import { complain } from '../shell/said.ts';
import { t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import type { Values } from './form.tsx';

/** Rows of the server in a table, and how they are saved. */

export interface Row extends Values {
  id: number | string;
  name: string;
  _etag?: string;
}

export const read =
  <T,>(path: string, query: Record<string, string | number | boolean> = {}) =>
  (signal: AbortSignal) =>
    call<T>('GET', path, { query, signal });

/** Saves what was changed of a row, says so, and offers to take it back. */
export async function saveRow(path: string, row: Partial<Row>, changed: Values, saved: () => void): Promise<Row> {
  const isNew = row.id === undefined;
  const body = [{ ...changed, ...(!isNew && { id: row.id }) }];
  const answer = await call<Row>('POST', path, { body, etag: row._etag });
  saved();
  const before = Object.fromEntries(
    Object.keys(changed)
      .filter((key) => key !== 'password')
      .map((key) => [key, row[key] ?? null]),
  );
  const undo = async () => {
    if (isNew) await call('DELETE', `${path}/${answer.id}`);
    else await call('POST', path, { body: [{ id: row.id, ...before }] });
    saved();
    announce({ text: t('access.undone', { what: answer.name }) });
  };
  announce({
    text: t(isNew ? 'access.added' : 'access.saved', { what: answer.name }),
    ...((isNew || Object.keys(before).length > 0) && {
      action: { label: t('undo'), run: () => void undo().catch(complain) },
    }),
  });
  return answer;
}

/** The message of a deletion that is refused says what is in use. */
export async function removeRow(path: string, row: Row, gone: () => void): Promise<void> {
  await call('DELETE', `${path}/${row.id}`);
  gone();
  announce({ text: t('access.deleted', { what: row.name }) });
}

export function RowTable<R extends Row>(props: {
  caption: string;
  rows: readonly R[];
  head: readonly string[];
  cells(row: R): ComponentChildren[];
  open(row: R): void;
}): JSX.Element {
  const { caption, rows, head, cells, open } = props;
  if (rows.length === 0) return <p class="empty">{t('access.none')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    // biome-ignore lint/a11y/useSemanticElements: no form, and no landmark
    <div class="access-table" role="group" tabIndex={0} aria-label={caption}>
      <table>
        <caption class="hear">{caption}</caption>
        <thead>
          <tr>
            {head.map((text) => (
              <th key={text} scope="col">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <button type="button" class="link" onClick={() => open(row)}>
                  {row.name}
                </button>
              </th>
              {cells(row).map((cell, index) => (
                <td key={head[index + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
