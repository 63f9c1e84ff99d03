import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { minuteOf } from '../board/model.ts';
import { Dialog } from '../kit/dialog.tsx';
import { readDuration, writeDuration } from '../kit/duration.ts';
import { announce } from '../shell/announce.tsx';
import { ask } from '../shell/router.ts';
import { complain } from '../shell/said.ts';
import { t } from '../shell/words.ts';
import { call } from '../wire/api.ts';
import type { Draft } from './draft.ts';
import { Buttons, Length, ManyServices, type Part, Risk, useAnswer } from './fields.tsx';
import { boardOf, type Plan } from './model.ts';
import { spanLabel, wallOf } from './moment.ts';
import { close, openNew } from './opened.ts';
import { planned } from './read.ts';
import { move, nameOf } from './save.ts';

/** "May we change X then?": the next times in which nothing is in the way. */

interface Window {
  start_date: string;
  end_date: string;
  clear_until: string;
}

type Wish = Pick<Draft, 'services' | 'length' | 'risk' | 'agent'> & { client?: number | undefined };

async function windowsFor({ services, length, risk, agent, client }: Wish, count: number): Promise<Window[]> {
  const minutes = readDuration(length);
  if (!minutes) throw new Error(length);
  const query = {
    next_window: true,
    duration_hours: minutes / 60,
    service_id: services.join(),
    risk,
    agent_id: agent,
    client_id: client,
    count,
  };
  return (await call<{ appointments: Window[] }>('GET', '/ChangeCalendar', { query })).appointments;
}

/** In the form of a change: one press puts the next clear window into it. */
export function NextWindow({ draft, put }: Part): JSX.Element {
  const take = async () => {
    try {
      const [first] = await windowsFor(draft, 1);
      if (!first) return announce({ text: t('plans.noWindow'), problem: true });
      put({ from: await wallOf(first.start_date), reason: '' });
    } catch (error) {
      complain(error);
    }
  };
  return (
    <button type="button" class="wide" disabled={!readDuration(draft.length)} onClick={() => void take()}>
      {t('plans.nextWindow')}
    </button>
  );
}

interface Offer extends Window {
  label: string;
  until: string;
}

interface Answer {
  offers?: Offer[];
  problem?: string;
}

/** The next five, for a service, a duration and a risk. One press moves the change there, or plans one. */
export function WindowCheck({ plan }: { plan?: Plan | undefined }): JSX.Element {
  const [wish, setWish] = useState<Wish>(() => wishOf(plan));
  const { offers, problem }: Answer = useAnswer(wish, () => offersFor(wish));
  const put = (part: Partial<Wish>) => setWish((now) => ({ ...now, ...part }));
  const draft = wish as Draft;
  return (
    <Dialog title={plan ? t('plans.checkFor', { what: nameOf(plan) }) : t('plans.check')} close={close}>
      <ManyServices draft={draft} put={put} />
      <div class="pair">
        <Length data-first draft={draft} put={put} />
        <Risk draft={draft} put={put} />
      </div>
      <div role="status">
        {problem && <p class="problem">{problem}</p>}
        {offers && <p>{t(offers.length === 0 ? 'plans.noWindow' : plan ? 'plans.moveThere' : 'plans.planThere')}</p>}
      </div>
      <ul class="offers">
        {offers?.map((offer) => (
          <li key={offer.start_date}>
            <button type="button" onClick={() => void take(offer, wish, plan)}>
              <b>{offer.label}</b> <small>{t('plans.clearUntil', { when: offer.until })}</small>
            </button>
          </li>
        ))}
      </ul>
      <Buttons />
    </Dialog>
  );
}

function wishOf(plan: Plan | undefined): Wish {
  if (!plan) return { services: [], length: '1:00', risk: '0', agent: '' };
  const { row, services, from, until } = plan;
  return {
    services: services.map(({ id }) => id),
    length: writeDuration(until - from),
    risk: String(row.risk ?? 0),
    agent: String(row.agent_id ?? ''),
    client: row.client_id,
  };
}

async function offersFor(wish: Wish): Promise<Answer> {
  if (!readDuration(wish.length)) return { problem: t('target.length') };
  return { offers: await Promise.all((await windowsFor(wish, 5)).map(offerOf)) };
}

async function offerOf(window: Window): Promise<Offer> {
  const [label, until] = await Promise.all([
    spanLabel(window.start_date, window.end_date),
    wallOf(window.clear_until).then((wall) => wall.label),
  ]);
  return { ...window, label, until };
}

async function take({ start_date: start, end_date: end }: Window, wish: Wish, plan: Plan | undefined): Promise<void> {
  if (!plan) {
    await openNew('change', { start, end, services: wish.services, risk: wish.risk });
    return;
  }
  close();
  const board = boardOf(planned().days);
  const { services } = plan;
  const moved = await move(plan, { from: minuteOf(board, start), until: minuteOf(board, end), services });
  if (moved) ask({ date: (await wallOf(start)).date });
}
