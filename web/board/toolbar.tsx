import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { colours, layers } from '../shell/preferences.ts';
import { ask, route } from '../shell/router.ts';
import { t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import { useStore } from '../wire/store.ts';
import { complain } from './desk.ts';
import { opened } from './dialogs.tsx';
import { steps } from './history.ts';
import { type Desk, has } from './model.ts';
import { nextPeriod, type View, views } from './period.ts';
import { printSheet, saveCsv } from './print.tsx';
import { again, takeBack } from './save.ts';
import { spanTitle, TurnButtons } from './turn.tsx';

interface ToolbarProps {
  desk: Desk;
  view: View;
  queueOpen: boolean;
  toggleQueue(): void;
}

export function Toolbar(props: ToolbarProps): JSX.Element {
  const { desk, view } = props;
  const { columns } = desk.board;
  const first = columns[0]?.date ?? '';
  const turn = (by: 1 | -1) => ask({ date: nextPeriod(view, first, by) });
  return (
    <div class="toolbar" role="toolbar" aria-label={t('toolbar')}>
      <TurnButtons turn={turn} />
      <label class="title">
        <span aria-live="polite">{spanTitle(desk)}</span>
        <input
          id="go-to"
          type="date"
          aria-label={t('goTo')}
          value={first}
          onChange={(event) => event.currentTarget.value && ask({ date: event.currentTarget.value })}
        />
      </label>
      <fieldset class="group" aria-label={t('view')}>
        {views.map((one) => (
          <button key={one} type="button" aria-pressed={one === view} onClick={() => ask({ view: one })}>
            {t(`view.${one}`)}
          </button>
        ))}
      </fieldset>
      <Filters desk={desk} />
      <Layers />
      <SavedViews />
      <span class="space" />
      <Actions {...props} />
    </div>
  );
}

function Filters({ desk }: { desk: Desk }): JSX.Element {
  const { query } = useStore(route);
  const { teams, skills } = desk.board;
  return (
    <>
      <select
        aria-label={t('team')}
        value={query.get('team') ?? ''}
        onChange={(event) => ask({ team: event.currentTarget.value })}
      >
        <option value="">{t('team.any')}</option>
        {teams.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <select
        aria-label={t('skill')}
        value={query.get('skill') ?? ''}
        onChange={(event) => ask({ skill: event.currentTarget.value })}
      >
        <option value="">{t('skill.any')}</option>
        {skills.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </>
  );
}

const allLayers = ['shifts', 'leave', 'tentative', 'actual', 'freeze', 'nights'];

function Layers(): JSX.Element {
  const on = new Set(useStore(layers).split(','));
  const paint = useStore(colours);
  const toggle = (name: string) => {
    if (!on.delete(name)) on.add(name);
    layers.set([...on].filter(Boolean).join());
  };
  return (
    <details class="menu">
      <summary>{t('layers')}</summary>
      <div class="menu-body">
        {allLayers.map((name) => (
          <label class="check" key={name}>
            <input type="checkbox" checked={on.has(name)} onChange={() => toggle(name)} />
            {t(`layer.${name}`)}
          </label>
        ))}
        <label class="check">
          <input
            type="checkbox"
            checked={paint === 'agent'}
            onChange={() => colours.set(paint === 'agent' ? 'type' : 'agent')}
          />
          {t('layer.agentColours')}
        </label>
        <Legend />
      </div>
    </details>
  );
}

function Legend(): JSX.Element {
  return (
    <ul class="legend">
      {['firm', 'tentative', 'draft', 'done', 'clash', 'leave', 'gap'].map((name) => (
        <li key={name}>
          <span class={`swatch ${name}`} aria-hidden="true" /> {t(`legend.${name}`)}
        </li>
      ))}
    </ul>
  );
}

interface SavedView {
  id: number;
  name: string;
  shared?: boolean;
  settings: { query?: string; layers?: string };
}

/** A view is a name for what is chosen: days, teams, skill, layers. The date is always the present one. */
function SavedViews(): JSX.Element {
  const [saved, setSaved] = useState<SavedView[]>([]);
  const [name, setName] = useState('');
  const read = () => call<SavedView[]>('GET', '/Board/View').then(setSaved, () => undefined);
  useEffect(() => void read(), []);
  const choose = ({ settings }: SavedView) => {
    const query = new URLSearchParams(settings.query);
    ask(Object.fromEntries(['view', 'team', 'skill'].map((key) => [key, query.get(key) ?? undefined])));
    if (settings.layers) layers.set(settings.layers);
  };
  const keep = async () => {
    const query = new URLSearchParams(route.get().query);
    query.delete('date');
    const known = saved.find((one) => one.name === name);
    const body = [
      {
        ...(known && { id: known.id }),
        name,
        shared: false,
        settings: { query: query.toString(), layers: layers.get() },
      },
    ];
    await call('POST', '/Board/View', { body }).then(read, complain);
    setName('');
  };
  return (
    <details class="menu">
      <summary>{t('views')}</summary>
      <div class="menu-body">
        {saved.map((one) => (
          <span class="saved" key={one.id}>
            <button type="button" onClick={() => choose(one)}>
              {one.name}
            </button>
            <button
              type="button"
              class="quiet"
              aria-label={t('views.forget', { name: one.name })}
              onClick={() => void call('DELETE', `/Board/View/${one.id}`).then(read, complain)}
            >
              ×
            </button>
          </span>
        ))}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void keep();
          }}
        >
          <input
            aria-label={t('views.name')}
            placeholder={t('views.name')}
            required
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <button type="submit">{t('views.keep')}</button>
        </form>
      </div>
    </details>
  );
}

function Actions({ desk, queueOpen, toggleQueue }: ToolbarProps): JSX.Element {
  const { done, undone } = useStore(steps);
  const drafts = desk.items.filter((item) => has(item, 'draft') && has(item, 'change'));
  return (
    <>
      {drafts.length > 0 && (
        <button type="button" class="strong" onClick={() => opened.set({ kind: 'publish', items: drafts })}>
          {t('publish.button', { n: drafts.length })}
        </button>
      )}
      <span class="group">
        <button
          type="button"
          disabled={done.length === 0}
          aria-label={t('undo')}
          title={done.at(-1)?.text}
          onClick={() => void takeBack()}
        >
          ↶
        </button>
        <button
          type="button"
          disabled={undone.length === 0}
          aria-label={t('redo')}
          title={undone.at(-1)?.text}
          onClick={() => void again()}
        >
          ↷
        </button>
      </span>
      <button type="button" onClick={() => opened.set({ kind: 'new' })}>
        {t('new')}
      </button>
      <button type="button" aria-pressed={queueOpen} onClick={toggleQueue}>
        {t('queue.title')}
      </button>
      <details class="menu end">
        <summary>{t('more')}</summary>
        <div class="menu-body">
          <button type="button" onClick={() => printSheet()}>
            {t('print')}
          </button>
          <button type="button" onClick={() => saveCsv(desk)}>
            {t('csv')}
          </button>
        </div>
      </details>
    </>
  );
}
