import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Field } from '../kit/dialog.tsx';
import { type Colouring, colourings, colours, layers, secondZone } from '../shell/preferences.ts';
import { ask, route } from '../shell/router.ts';
import { t } from '../shell/words.ts';
import { useStore } from '../wire/store.ts';
import { saveBoard } from './csv.ts';
import { opened } from './dialogs.tsx';
import { type Desk, has } from './model.ts';
import { nextPeriod, type View, views } from './period.ts';
import { printSheet } from './print.tsx';
import { spanTitle, TurnButtons, UndoButtons, ViewButtons } from './turn.tsx';
import { SavedViews } from './views.tsx';

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
      <ViewButtons views={views} view={view} />
      <Filters desk={desk} />
      <Layers desk={desk} />
      <SavedViews />
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
          <option key={id} value={String(id)}>
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

const allLayers = ['shifts', 'leave', 'tentative', 'actual', 'freeze', 'teams', 'nights'];

function Layers({ desk }: { desk: Desk }): JSX.Element {
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
        <Field label={t('colours')}>
          <select value={paint} onChange={(event) => colours.set(event.currentTarget.value as Colouring)}>
            {colourings.map((one) => (
              <option key={one} value={one}>
                {t(`colours.${one}`)}
              </option>
            ))}
          </select>
        </Field>
        <SecondZone desk={desk} />
        <Legend />
      </div>
    </details>
  );
}

/** Whose hours stand under those of the board: the zones of the agents first, then all that the browser knows. */
function SecondZone({ desk: { board } }: { desk: Desk }): JSX.Element {
  const [all, setAll] = useState(false);
  const chosen = useStore(secondZone);
  const near = new Map(
    board.agents.flatMap(({ zone, zone_label }) => (zone && zone_label ? [[zone, zone_label]] : [])),
  );
  if (chosen && !near.has(chosen)) near.set(chosen, board.second?.zone_label ?? chosen);
  return (
    <Field label={t('second')}>
      {/* Four hundred options are made when somebody reaches for them. */}
      <select
        value={chosen}
        onFocus={() => setAll(true)}
        onChange={(event) => secondZone.set(event.currentTarget.value)}
      >
        <option value="">{t('second.none')}</option>
        {[...near].map(([zone, label]) => (
          <option key={zone} value={zone}>
            {label}
          </option>
        ))}
        {all &&
          Intl.supportedValuesOf('timeZone')
            .filter((zone) => !near.has(zone))
            .map((zone) => <option key={zone}>{zone}</option>)}
      </select>
    </Field>
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

function Actions({ desk, view, queueOpen, toggleQueue }: ToolbarProps): JSX.Element {
  const drafts = desk.items.filter((item) => has(item, 'draft') && has(item, 'change'));
  return (
    <span class="doing">
      {drafts.length > 0 && (
        <button type="button" class="strong" onClick={() => opened.set({ kind: 'publish', items: drafts })}>
          {t('publish.button', { n: drafts.length })}
        </button>
      )}
      <UndoButtons />
      <button type="button" onClick={() => opened.set({ kind: 'new' })}>
        {t('new')}
      </button>
      {view !== 'month' && (
        <button type="button" aria-pressed={queueOpen} onClick={toggleQueue}>
          {t('queue.title')}
        </button>
      )}
      <details class="menu end">
        <summary>{t('more')}</summary>
        <div class="menu-body">
          <button type="button" onClick={() => printSheet()}>
            {t('print')}
          </button>
          <button type="button" onClick={() => saveBoard(desk)}>
            {t('csv')}
          </button>
        </div>
      </details>
    </span>
  );
}
