import type { JSX } from 'preact';
import { t } from '../shell/words.ts';

export function Page(): JSX.Element {
  return <p class="empty">{t('loading')}</p>;
}
