import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { announce } from '../shell/announce.tsx';
import { type Colouring, colours, layers, secondZone } from '../shell/preferences.ts';
import { ask, route } from '../shell/router.ts';
import { complain } from '../shell/said.ts';
import { t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { useStore } from '../wire/store.ts';

interface Settings {
  query?: string;
  layers?: string;
  colours?: Colouring;
  second?: string;
}

interface SavedView {
  id: number;
  name: string;
  shared: boolean;
  settings: Settings;
  agent_name?: string;
  _canupdate: boolean;
}

const chosen = ['view', 'team', 'skill'];

/** What is chosen now. The date is not part of it: it is always the present one. */
function settingsNow(): Settings {
  const { query } = route.get();
  const kept = chosen.flatMap((name) => (query.get(name) ? [[name, query.get(name) as string]] : []));
  return {
    query: new URLSearchParams(kept).toString(),
    layers: layers.get(),
    colours: colours.get(),
    second: secondZone.get(),
  };
}

function choose({ settings }: SavedView): void {
  const query = new URLSearchParams(settings.query);
  ask(Object.fromEntries(chosen.map((name) => [name, query.get(name) ?? undefined])));
  if (settings.layers !== undefined) layers.set(settings.layers);
  if (settings.colours) colours.set(settings.colours);
  secondZone.set(settings.second ?? '');
}

const isNow = ({ settings }: SavedView): boolean => {
  const now = settingsNow();
  return (settings.query ?? '') === now.query && (settings.layers ?? now.layers) === now.layers;
};

/** A view is a name for what is chosen: days, team, skill, layers. One's own, and those that others share. */
export function SavedViews(): JSX.Element {
  const [saved, setSaved] = useState<SavedView[]>([]);
  const [renaming, setRenaming] = useState<SavedView>();
  useStore(route);
  useStore(layers);
  const read = () => call<SavedView[]>('GET', '/Board/View').then(setSaved, () => undefined);
  useEffect(() => void read(), []);
  const save = async (view: Partial<SavedView>, text: string): Promise<void> => {
    await call('POST', '/Board/View', { body: [view] }).then(() => announce({ text }), complain);
    setRenaming(undefined);
    await read();
  };
  const forget = async ({ id, name, shared, settings }: SavedView): Promise<void> => {
    const back = () => void save({ name, shared, settings }, t('views.kept', { name }));
    const done = () => announce({ text: t('views.forgotten', { name }), action: { label: t('undo'), run: back } });
    await call('DELETE', `/Board/View/${id}`).then(done, complain);
    await read();
  };
  const keep = (name: string, shared: boolean) => {
    const known = renaming ?? saved.find((one) => one.name === name && one._canupdate);
    const what = { ...(known && { id: known.id }), name, shared };
    const text = t(renaming ? 'views.renamed' : 'views.kept', { name });
    return save(renaming ? what : { ...what, settings: settingsNow() }, text);
  };
  const current = saved.find(isNow);
  return (
    <details class="menu">
      <summary>{current ? t('views.now', { name: current.name }) : t('views')}</summary>
      <div class="menu-body">
        {saved.length === 0 && <p class="hint">{t('views.none')}</p>}
        {saved.map((one) => (
          <span class="saved" key={one.id}>
            <button type="button" aria-pressed={one === current} onClick={() => choose(one)}>
              {one.name}
              {!one._canupdate && <small> {one.agent_name}</small>}
            </button>
            {one._canupdate && (
              <>
                <Small sign="✎" label={t('views.rename', { name: one.name })} act={() => setRenaming(one)} />
                <Small sign="×" label={t('views.forget', { name: one.name })} act={() => void forget(one)} />
              </>
            )}
          </span>
        ))}
        <NameForm key={renaming?.id ?? 0} view={renaming} keep={keep} />
      </div>
    </details>
  );
}

function Small({ sign, label, act }: { sign: string; label: string; act(): void }): JSX.Element {
  return (
    <button type="button" class="quiet" aria-label={label} title={label} onClick={act}>
      {sign}
    </button>
  );
}

/** A new name, for what is chosen or for a view that is there. */
function NameForm(props: {
  view: SavedView | undefined;
  keep(name: string, shared: boolean): Promise<void>;
}): JSX.Element {
  const { view, keep } = props;
  const [name, setName] = useState(view?.name ?? '');
  const [shared, setShared] = useState(view?.shared ?? false);
  const submit = async (event: Event) => {
    event.preventDefault();
    await keep(name.trim(), shared);
    setName('');
  };
  const label = t(view ? 'views.newName' : 'views.name');
  return (
    <form onSubmit={(event) => void submit(event)}>
      <input
        ref={(input) => view && input?.focus()}
        aria-label={label}
        placeholder={label}
        required
        maxLength={200}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit">{t('views.keep')}</button>
      <label class="check">
        <input type="checkbox" checked={shared} onChange={() => setShared(!shared)} />
        {t('views.shared')}
      </label>
    </form>
  );
}
