import { type Html, html } from '../../kernel/http/html.ts';
import type { Interval } from '../../kernel/time/intervals.ts';
import type { Field, FieldFault } from './form-rules.ts';
import { framed, hidden, problemBox } from './frame.ts';
import { slotValue } from './sent-rules.ts';
import type { ShownType } from './type-view.ts';
import { pathTo, type Visit } from './visit.ts';
import { slotText, timeText, whenText, zoneText } from './when-rules.ts';

/** What the customer fills in for a time that they chose. */
export interface FormPage {
  readonly visit: Visit;
  readonly type: ShownType;
  /** Below `/book/`. */
  readonly path: string;
  readonly csrf: string;
  readonly slot: Interval;
  readonly person: number | undefined;
  readonly personName: string | undefined;
  /** Tells this form from others. */
  readonly formId: string;
  /** Until when the time is kept; undefined when it is not. */
  readonly heldUntil: number | undefined;
  readonly fields: readonly Field[];
  readonly typed: Readonly<Record<string, string>>;
  readonly faults: readonly FieldFault[];
  /** Why it was not booked although all fields are right. */
  readonly refusal: 'stale' | 'lost' | undefined;
  /** Free times instead of the one that was lost. */
  readonly nearest: readonly Interval[];
}

export function formPage(page: FormPage): Html {
  const { visit, type, faults, refusal } = page;
  const { say } = visit;
  const title = say('form.title');
  return framed({
    visit,
    title: faults.length > 0 || refusal ? say('title.problem', { title }) : title,
    organisation: type.organisation,
    main: html`${problems(page)}
<h1>${title}</h1>
${chosen(page)}
<form method="post" action="${pathTo(visit, `${page.path}/details`)}" novalidate>
${hidden({ csrf: page.csrf, form: page.formId, person: page.person })}
${refusal === 'lost' ? nearestChoice(page) : hidden({ slot: slotValue(page.slot) })}
${page.fields.map((field) => fieldInput(page, field))}
${(refusal !== 'lost' || page.nearest.length > 0) && html`<button>${say('form.submit')}</button>`}
</form>
<form method="post" action="${pathTo(visit, `${page.path}/release`)}">
${hidden({ csrf: page.csrf, person: page.person })}
<button class="plain">${say('form.back')}</button>
</form>`,
  });
}

function chosen({ visit, type, slot, personName, heldUntil, refusal }: FormPage): Html {
  const { say, reader } = visit;
  const held = heldUntil === undefined ? say('form.notHeld') : say('form.held', { time: timeText(heldUntil, reader) });
  return html`<dl>
<dt>${say('booking.what')}</dt><dd>${type.name}</dd>
${refusal !== 'lost' && html`<dt>${say('form.when')}</dt><dd>${whenText(slot, reader)}<br><small>${say('booking.zone', { zone: zoneText(reader.zone, slot.start) })}</small></dd>`}
${personName && html`<dt>${say('booking.with')}</dt><dd>${personName}</dd>`}
</dl>
${refusal !== 'lost' && html`<p>${held}</p>`}`;
}

function problems({ visit, slot, faults, refusal, nearest }: FormPage): Html | undefined {
  const { say, reader } = visit;
  if (refusal === 'stale') return problemBox('problem', say('form.stale'));
  if (refusal === 'lost') {
    const lost = say('form.lost', { time: slotText(slot, reader) });
    const hint = say(nearest.length > 0 ? 'form.nearestHint' : 'form.noNearest');
    return problemBox('problem', lost, html`<p>${hint}</p>${faultList(visit, faults)}`);
  }
  return faults.length > 0 ? problemBox('problem', say('form.problem'), faultList(visit, faults)) : undefined;
}

function faultList({ say }: Visit, faults: readonly FieldFault[]): Html | undefined {
  if (faults.length === 0) return undefined;
  return html`<ul>${faults.map(({ name, text, values }) => html`<li><a href="#${name}">${say(text, values)}</a></li>`)}</ul>`;
}

function nearestChoice({ visit, type, nearest, slot: wanted }: FormPage): Html | undefined {
  if (nearest.length === 0) return undefined;
  const radio = (slot: Interval, place: number) =>
    html`<label><input type="radio" name="slot" id="${
      place === 0 ? 'slot' : `slot-${place + 1}`
    }" value="${slotValue(slot)}" required> ${slotText(slot, visit.reader, !type.duration)}</label>`;
  return html`${hidden({ wanted: slotValue(wanted) })}
<fieldset>
<legend>${visit.say('form.nearest', { zone: zoneText(visit.reader.zone, nearest[0]?.start ?? 0) })}</legend>
${nearest.map(radio)}
</fieldset>`;
}

function fieldInput(page: FormPage, field: Field): Html {
  const { visit, typed, faults } = page;
  const { name, label, required } = field;
  const fault = faults.find((one) => one.name === name);
  const wrong = fault && html` aria-invalid="true" aria-describedby="${name}-fault"`;
  const attributes = html`id="${name}" name="${name}"${required && html` required`}${wrong}`;
  return html`<label for="${name}">${required ? label : visit.say('form.optional', { label })}</label>
${fault && html`<p class="fault" id="${name}-fault">${visit.say(fault.text, fault.values)}</p>`}
${control(visit, field, attributes, typed[name] ?? '')}`;
}

function control(
  { say }: Visit,
  { type, options, autocomplete, longest }: Field,
  attributes: Html,
  value: string,
): Html {
  if (type === 'longtext') {
    // The browser drops the first line break of a textarea.
    return html`<textarea ${attributes} rows="4" maxlength="${longest}">
${value}</textarea>`;
  }
  if (type === 'choice') {
    const option = (one: string) => html`<option${one === value && html` selected`}>${one}</option>`;
    return html`<select ${attributes}><option value="">${say('form.choose')}</option>${options.map(option)}</select>`;
  }
  const filled = autocomplete && html` autocomplete="${autocomplete}"`;
  return html`<input ${attributes} type="${type}" value="${value}" maxlength="${longest}"${filled}>`;
}
