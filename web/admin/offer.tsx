import type { JSX } from 'preact';
import type { TypePreview } from '../../src/rooms/booking/preview-schema.ts';
import { writeDuration } from '../kit/duration.ts';
import { t } from '../shell/words.ts';
import { Problem } from './parts.tsx';

/** A booking type as customers see it, and why its next free time is what it is. */
export function Offer(props: {
  preview: TypePreview | undefined;
  problem: string | undefined;
  /** Key of the page, where it is saved. */
  published: string | undefined;
}): JSX.Element {
  const { preview, problem, published } = props;
  return (
    <section class="offer" aria-labelledby="offer">
      <h2 id="offer">{t('admin.asCustomer')}</h2>
      <Problem text={problem} />
      {published && (
        <p>
          <a href={`/book/${published}`} target="_blank" rel="noreferrer">
            {t('admin.openPage')} /book/{published}
          </a>
        </p>
      )}
      {preview && (
        <>
          <p role="status">
            <b>{preview.next ? t('admin.nextFree', { when: preview.next.label }) : t('admin.noFree')}</b>{' '}
            {t('admin.notBefore', { when: preview.not_before })} · {preview.zone_label}
          </p>
          <ul class="reasons">
            {preview.resources.map((one) => (
              <Reason key={one.id} one={one} />
            ))}
            {preview.resources.length === 0 && <li>{t('admin.why.nobody')}</li>}
          </ul>
          <ol class="free-days">
            {preview.days.map(({ date, label, times }) => (
              <li key={date}>
                <b>{label}</b>
                {times.slice(0, 12).map((time) => (
                  <span key={time}>{time}</span>
                ))}
                {times.length > 12 && <small>{t('admin.more', { n: times.length - 12 })}</small>}
                {times.length === 0 && <small>{t('admin.nothingFree')}</small>}
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

function Reason({ one }: { one: TypePreview['resources'][number] }): JSX.Element {
  const { name, why, label = '', next, work_minutes, free_minutes } = one;
  const before = { work: writeDuration(work_minutes), free: writeDuration(free_minutes) };
  return (
    <li class={why === 'free' ? 'fits' : 'warns'}>
      <b>{name}</b> {t(`admin.why.${why}`, { time: label })}
      {next && ` ${t('admin.thenFree', { when: next })}`}
      {work_minutes > 0 && <small> {t('admin.workBefore', before)}</small>}
    </li>
  );
}
