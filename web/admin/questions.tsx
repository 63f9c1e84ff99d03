import type { JSX } from 'preact';
import { t } from '../shell/words.ts';
import type { Question } from './booking.tsx';

/** What customers are asked; an answer to choose from has its options in one line. */
export function Questions({ list, set }: { list: readonly Question[]; set(list: Question[]): void }): JSX.Element {
  const change = (at: number, part: Partial<Question>) =>
    set(list.map((one, place) => (place === at ? { ...one, ...part } : one)));
  return (
    <fieldset class="questions">
      <legend>{t('admin.questions')}</legend>
      {list.map((one, at) => (
        <div key={one.id ?? at} class="line">
          <input
            required
            aria-label={t('admin.question', { n: at + 1 })}
            value={one.label}
            onInput={(event) => change(at, { label: event.currentTarget.value })}
          />
          <select
            aria-label={t('admin.answer', { n: at + 1 })}
            value={one.type ?? 'text'}
            onChange={(event) => change(at, { type: event.currentTarget.value })}
          >
            {['text', 'longtext', 'choice'].map((type) => (
              <option key={type} value={type}>
                {t(`admin.answer.${type}`)}
              </option>
            ))}
          </select>
          {one.type === 'choice' && (
            <input
              required
              aria-label={t('admin.options', { n: at + 1 })}
              placeholder="A, B, C"
              value={one.options?.join(', ')}
              onChange={(event) =>
                change(at, { options: event.currentTarget.value.split(',').flatMap((text) => text.trim() || []) })
              }
            />
          )}
          <label class="check">
            <input
              type="checkbox"
              checked={one.required === true}
              onChange={(event) => change(at, { required: event.currentTarget.checked })}
            />
            {t('admin.required')}
          </label>
          <button
            type="button"
            class="quiet"
            aria-label={t('admin.removeQuestion', { n: at + 1 })}
            onClick={() => set(list.filter((_, place) => place !== at))}
          >
            −
          </button>
        </div>
      ))}
      <button type="button" class="quiet" onClick={() => set([...list, { label: '', type: 'text' }])}>
        + {t('admin.addQuestion')}
      </button>
    </fieldset>
  );
}
