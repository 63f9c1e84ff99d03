import { exampleOf, propertiesOf, resolve } from './schema.js';

/** The page to try the API: built from openapi.json, with nothing but the DOM. */

const byId = (id) => document.getElementById(id);
const methods = ['get', 'post', 'delete', 'put', 'patch'];
const api = await (await fetch('/openapi.json')).json();

byId('about').textContent = api.info.description.replaceAll('`', '');
byId('paste').addEventListener('submit', (event) => event.preventDefault());
byId('token').addEventListener('input', () => {
  tell('token-state', token() ? 'The pasted token will be sent.' : 'No token: only the open operations will answer.');
});
byId('fetch-token').addEventListener('submit', getToken);
byId('filter').addEventListener('input', applyFilter);
byId('groups').append(...groups());
applyFilter();

function token() {
  return byId('token').value.trim();
}

function tell(id, text) {
  byId(id).textContent = text;
}

async function getToken(event) {
  event.preventDefault();
  tell('token-state', 'Asking for a token ...');
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: byId('client-id').value,
    client_secret: byId('client-secret').value,
    scope: 'all',
  });
  if (byId('tenant').value) form.set('tenant', byId('tenant').value);
  try {
    const response = await fetch('/auth/token', { method: 'POST', body: form });
    const answer = await response.json();
    if (!response.ok) return tell('token-state', `Refused: ${answer.error_description ?? answer.Message}`);
    byId('token').value = answer.access_token;
    tell('token-state', `You have a token; it lasts ${Math.round(answer.expires_in / 60)} minutes.`);
  } catch (error) {
    tell('token-state', `The server did not answer: ${error.message}`);
  }
}

function operations() {
  return Object.entries(api.paths).flatMap(([path, item]) =>
    methods.filter((method) => item[method]).map((method) => ({ path, method, ...item[method] })),
  );
}

function groups() {
  const byTag = Map.groupBy?.(operations(), group) ?? grouped(operations());
  return [...byTag]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([tag, list]) => {
      const section = element('section', { className: 'group' }, element('h3', {}, tag));
      section.append(...list.map(operationCard));
      return section;
    });
}

function group(operation) {
  return operation.tags?.[0] ?? 'Others';
}

/** Map.groupBy, for browsers older than 2024. */
function grouped(list) {
  const map = new Map();
  for (const one of list) map.set(group(one), [...(map.get(group(one)) ?? []), one]);
  return map;
}

function applyFilter() {
  const words = byId('filter').value.toLowerCase().split(/\s+/);
  const cards = [...document.querySelectorAll('details.operation')];
  for (const card of cards) card.hidden = !words.every((word) => card.dataset.words.includes(word));
  for (const section of document.querySelectorAll('.group')) {
    section.hidden = ![...section.querySelectorAll('details.operation')].some((card) => !card.hidden);
  }
  tell('count', `${cards.filter((card) => !card.hidden).length} of ${cards.length} operations`);
}

/** One operation, folded; its form is made when it is opened first. */
function operationCard(operation) {
  const { method, path, summary = '' } = operation;
  const card = element(
    'details',
    { className: 'operation' },
    element(
      'summary',
      {},
      element('span', { className: 'method' }, method.toUpperCase()),
      ' ',
      element('span', { className: 'path' }, path),
      element('span', { className: 'quiet' }, ` ${summary}`),
    ),
  );
  card.dataset.words = `${method} ${path} ${summary} ${group(operation)}`.toLowerCase();
  card.addEventListener('toggle', () => card.open && fill(card, operation), { once: true });
  return card;
}

function fill(card, operation) {
  const prefix = `${operation.method}${operation.path}`.replace(/\W+/g, '-');
  const fields = (operation.parameters ?? []).map((parameter) => parameterField(prefix, parameter));
  const body = operation.requestBody && bodyField(prefix, operation.requestBody);
  const answer = element('div', { className: 'answer' });
  answer.setAttribute('role', 'status');
  const form = element('form', {}, ...fields.flatMap((field) => field.parts), ...(body?.parts ?? []));
  form.append(element('button', { type: 'submit' }, 'Send'), answer);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send(operation, fields, body, answer);
  });
  card.append(element('p', { className: 'prose' }, (operation.description ?? '').replaceAll('`', '')), form);
}

function parameterField(prefix, parameter) {
  const schema = resolve(api, parameter.schema);
  const id = `${prefix}-${parameter.name}`;
  const required = parameter.in === 'path';
  const input =
    schema.type === 'boolean'
      ? element(
          'select',
          {},
          ...['', 'true', 'false'].map((value) => element('option', { value }, value || 'not sent')),
        )
      : element('input', { autocomplete: 'off', spellcheck: false });
  Object.assign(input, { id, required });
  input.setAttribute('aria-describedby', `${id}-hint`);
  const kind = [schema['x-format'] ?? schema.format ?? schema.type, required && 'required'].filter(Boolean).join(', ');
  return {
    parameter,
    input,
    parts: [
      element('label', { htmlFor: id }, `${parameter.name} (${kind})`),
      input,
      element('p', { className: 'hint', id: `${id}-hint` }, parameter.description ?? ''),
    ],
  };
}

function bodyField(prefix, requestBody) {
  const [type, media] = Object.entries(requestBody.content)[0];
  const schema = resolve(api, media.schema);
  const input = element('textarea', { id: `${prefix}-body`, spellcheck: false });
  input.value = type.includes('json') ? JSON.stringify(exampleOf(api, schema), null, 2) : '';
  const listed = propertiesOf(api, schema).map(([name, property]) =>
    element('li', {}, element('code', {}, name), ` ${property.type ?? ''} ${property.description ?? ''}`),
  );
  const properties = element(
    'details',
    {},
    element('summary', {}, `${listed.length} properties`),
    element('ul', {}, ...listed),
  );
  return {
    type,
    input,
    parts: [element('label', { htmlFor: input.id }, `Body (${type})`), input, ...(listed.length ? [properties] : [])],
  };
}

async function send(operation, fields, body, answer) {
  const url = new URL(
    operation.path.replace(/\{(\w+)\}/g, (_all, name) => pathValue(fields, name)),
    location.origin,
  );
  for (const { parameter, input } of fields) {
    if (parameter.in === 'query' && input.value !== '') url.searchParams.set(parameter.name, input.value);
  }
  const method = operation.method.toUpperCase();
  const headers = {
    ...(token() && operation.security?.length !== 0 && { Authorization: `Bearer ${token()}` }),
    ...(body && { 'Content-Type': body.type }),
  };
  answer.replaceChildren(element('p', {}, 'Sending ...'));
  try {
    const began = performance.now();
    const response = await fetch(url, { method, headers, ...(body && { body: body.input.value }) });
    const text = await response.text();
    const milliseconds = Math.round(performance.now() - began);
    answer.replaceChildren(...shown(response, text, milliseconds, curl(method, url, headers, body)));
  } catch (error) {
    answer.replaceChildren(element('p', {}, `The server did not answer: ${error.message}`));
  }
}

function pathValue(fields, name) {
  const field = fields.find(({ parameter }) => parameter.in === 'path' && parameter.name === name);
  return encodeURIComponent(field?.input.value ?? '');
}

function shown(response, text, milliseconds, command) {
  const ignored = response.headers.get('X-Almanac-Ignored');
  return [
    element('p', {}, `${response.status} ${response.statusText}, ${text.length} characters in ${milliseconds} ms`),
    ...(ignored ? [element('p', {}, `Ignored, because nothing knows it: ${decodeURIComponent(ignored)}`)] : []),
    scrolling('Answer', pretty(text)),
    scrolling('The same with curl', command),
  ];
}

/** A box that scrolls must be reachable by keyboard, and have a name. */
function scrolling(name, text) {
  const box = element('pre', { tabIndex: 0 }, text);
  box.setAttribute('role', 'region');
  box.setAttribute('aria-label', name);
  return box;
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2).slice(0, 200_000);
  } catch {
    return text.slice(0, 200_000);
  }
}

/** The token is not written out: commands get pasted into chats. */
function curl(method, url, headers, body) {
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  return [
    `curl -X ${method} ${quoted(url.href)}`,
    ...Object.entries(headers).map(([name, value]) =>
      name === 'Authorization' ? '-H "Authorization: Bearer $TOKEN"' : `-H ${quoted(`${name}: ${value}`)}`,
    ),
    ...(body ? [`-d ${quoted(body.input.value)}`] : []),
  ].join(' \\\n  ');
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
