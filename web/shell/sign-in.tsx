import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Session } from '../../src/rooms/board/shape.ts';
import icon from '../icon.svg';
import { Field } from '../kit/dialog.tsx';
import { signIn } from '../wire/api.ts';
import { said } from './said.ts';
import { t } from './words.ts';

export function SignIn({ session, done }: { session: Session; done(session: Session): void }): JSX.Element {
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const alert = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (problem) alert.current?.focus();
  }, [problem]);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(form.get(name) ?? '');
    setBusy(true);
    setProblem('');
    try {
      const tenant = text('tenant');
      done(await signIn({ username: text('username'), password: text('password'), ...(tenant && { tenant }) }));
    } catch (error) {
      setProblem(said(error));
      setBusy(false);
    }
  };
  return (
    <main class="sign-in">
      <form onSubmit={submit}>
        <h1>
          <img src={icon} alt="" width="32" height="32" /> Almanac
        </h1>
        {problem && (
          <p class="problem" role="alert" tabIndex={-1} ref={alert}>
            {problem}
          </p>
        )}
        {session.needs_tenant && (
          <Field label={t('signIn.tenant')}>
            <input name="tenant" required autocomplete="organization" />
          </Field>
        )}
        <Field label={t('signIn.user')}>
          <input name="username" type="text" required autocomplete="username" />
        </Field>
        <Field label={t('signIn.password')}>
          <input name="password" type="password" required autocomplete="current-password" />
        </Field>
        <button type="submit" class="strong" disabled={busy}>
          {t('signIn.submit')}
        </button>
      </form>
    </main>
  );
}
