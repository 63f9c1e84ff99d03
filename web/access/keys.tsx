import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Problem, useAnswer } from '../admin/parts.tsx';
import { Dialog, Field } from '../kit/dialog.tsx';
import { announce } from '../shell/announce.tsx';
import { complain } from '../shell/said.ts';
import { t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import './access.css';
import { type Asked, RowForm } from './form.tsx';
import { type Row, RowTable, read, saveRow } from './rows.tsx';

interface Client extends Row {
  agent_id?: number;
  agent_name?: string;
  agent_role?: string;
  redirect_uris?: string[];
  public?: boolean;
  disabled?: boolean;
  client_secret?: string;
}

/** The programs that may sign in. */
export function Page(): JSX.Element {
  const { value, problem, again } = useAnswer(
    (signal) =>
      Promise.all([read<Client[]>('/ApiClient')(signal), read<Row[]>('/Agent', { includeinactive: true })(signal)]),
    [],
  );
  const [row, setRow] = useState<Partial<Client>>();
  const [made, setMade] = useState<Client>();
  if (!value) return problem ? <Problem text={problem} /> : <p class="empty">{t('loading')}</p>;
  const [clients, agents] = value;
  const save = async (changed: Record<string, unknown>) => {
    const saved = (await saveRow('/ApiClient', row ?? {}, changed, again)) as Client;
    setRow(undefined);
    if (saved.client_secret) setMade(saved);
  };
  const renew = async () => {
    const saved = await call<Client>('POST', '/ApiClient', { body: [{ id: row?.id, _new_secret: true }] });
    announce({ text: t('access.renewed', { what: saved.name }) });
    setRow(undefined);
    setMade(saved);
    again();
  };
  const stop = async () => {
    await call('DELETE', `/ApiClient/${encodeURIComponent(String(row?.id))}`);
    const back = () => call('POST', '/ApiClient', { body: [{ id: row?.id, disabled: false }] }).then(again, complain);
    const action = { label: t('undo'), run: () => void back() };
    announce({ text: t('access.stopped', { what: row?.name ?? '' }), action });
    setRow(undefined);
    again();
  };
  const isStored = row?.id !== undefined;
  return (
    <>
      <p>{t('access.clients.what')}</p>
      <div class="access-bar">
        <button type="button" class="strong" onClick={() => setRow({})}>
          {t('access.client.new')}
        </button>
      </div>
      <RowTable<Client>
        caption={t('access.clients')}
        rows={clients}
        head={['client', 'client_id', 'actsAs', 'redirect_uris', 'secret', 'state'].map((key) => t(`access.${key}`))}
        cells={(one) => [
          <code key="id">{one.id}</code>,
          one.agent_name ? `${one.agent_name} (${t(`access.role.${one.agent_role}`)})` : t('access.actsAs.nobody'),
          one.redirect_uris?.join(' '),
          t(one.public ? 'access.secret.none' : 'access.secret.kept'),
          t(one.disabled ? 'access.disabled' : 'access.active'),
        ]}
        open={setRow}
      />
      {row && (
        <RowForm
          title={row.name ?? t('access.client.new')}
          asked={asked(agents, row)}
          row={row}
          save={save}
          close={() => setRow(undefined)}
          {...(isStored && !row.disabled && { remove: { label: t('access.stop'), run: stop } })}
        >
          {isStored && !row.public && (
            <button type="button" onClick={() => void renew().catch(complain)}>
              {t('access.renew')}
            </button>
          )}
        </RowForm>
      )}
      {made && <Secret client={made} close={() => setMade(undefined)} />}
    </>
  );
}

function asked(agents: readonly Row[], { id, public: isPublic }: Partial<Client>): Asked[] {
  const fields: Asked[] = [
    { key: 'name', label: t('access.name'), kind: 'text', required: true },
    {
      ...{ key: 'agent_id', label: t('access.actsAs'), kind: 'choice', options: agents },
      ...{ none: t('access.actsAs.nobody'), hint: t('access.actsAs.hint') },
    },
    { key: 'redirect_uris', label: t('access.redirect_uris'), kind: 'list', hint: t('access.redirect_uris.hint') },
  ];
  if (isPublic) fields.splice(1, 1);
  const last = id === undefined ? 'public' : 'disabled';
  return [...fields, { key: last, label: t(`access.${last}`), kind: 'check' }];
}

/** A secret is shown once. */
function Secret({ client, close }: { client: Client; close(): void }): JSX.Element {
  const [copied, setCopied] = useState(false);
  const secret = client.client_secret ?? '';
  const copy = () =>
    navigator.clipboard.writeText(secret).then(
      () => setCopied(true),
      () => document.querySelector<HTMLInputElement>('dialog input[name=secret]')?.select(),
    );
  return (
    <Dialog title={t('access.secretOf', { what: client.name })} close={close}>
      <p>{t('access.secret.once')}</p>
      <Field label={t('access.client_id')}>
        <input readOnly value={client.id} />
      </Field>
      <Field label={t('access.secret')}>
        <input readOnly name="secret" value={secret} onFocus={(event) => event.currentTarget.select()} />
      </Field>
      <p role="status" class="hint">
        {copied && t('access.copied')}
      </p>
      <div class="buttons">
        <button type="button" onClick={close}>
          {t('close')}
        </button>
        <button type="button" class="strong" data-first onClick={() => void copy()}>
          {t('access.copy')}
        </button>
      </div>
    </Dialog>
  );
}
