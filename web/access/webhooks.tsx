import type { JSX } from 'preact';
import { t } from '../shell/words.ts';

/** Nothing is sent out yet; what a program can ask meanwhile. */
export function Page(): JSX.Element {
  return (
    <>
      <p>
        <b>{t('access.webhooks.planned')}</b>
      </p>
      <p>{t('access.webhooks.until')}</p>
      <dl class="facts">
        {['feed', 'log', 'docs'].map((key) => (
          <div key={key}>
            <dt>
              <code>{t(`access.webhooks.${key}.path`)}</code>
            </dt>
            <dd>{t(`access.webhooks.${key}`)}</dd>
          </div>
        ))}
      </dl>
      <p>
        <a href="/docs" target="_blank" rel="noreferrer">
          {t('access.webhooks.open')}
        </a>
      </p>
    </>
  );
}
